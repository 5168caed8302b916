import { resolve } from "node:path";
import {
  type BareExtension,
  type BareExtensionOptions,
  writeBareExtension,
} from "../../test/e2e/harness/bare-extension.ts";
import { DIST } from "../../test/e2e/harness/launch.ts";

/** The floor for a figure: a bare extension in the same browser as the product. */
export interface FloorExtension extends BareExtension {
  /** The switches that load both extensions. They override the harness's own, which come earlier. */
  readonly args: string[];
}

/** Writes a bare extension to disk, for the browser to load along with the product. */
export function writeFloorExtension(options: BareExtensionOptions): FloorExtension {
  const bare = writeBareExtension(options);
  const both = `${resolve(DIST)},${bare.directory}`;
  return { ...bare, args: [`--load-extension=${both}`, `--disable-extensions-except=${both}`] };
}
