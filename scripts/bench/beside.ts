import { resolve } from "node:path";
import {
  type BareExtension,
  type BareExtensionOptions,
  writeBareExtension,
} from "../../test/e2e/harness/bare-extension.ts";
import { DIST } from "../../test/e2e/harness/launch.ts";

/** The floor that a figure is compared with: a bare extension in the same browser as the product. */
export interface Beside extends BareExtension {
  /** Loads both extensions; later switches win over the harness's own. */
  readonly args: string[];
}

export function writeBeside(options: BareExtensionOptions): Beside {
  const bare = writeBareExtension(options);
  const both = `${resolve(DIST)},${bare.directory}`;
  return { ...bare, args: [`--load-extension=${both}`, `--disable-extensions-except=${both}`] };
}
