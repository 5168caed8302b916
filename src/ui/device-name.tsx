import { inWords } from "../browser/i18n.ts";
import type { Device } from "../core/devices/device.ts";
import { deviceTitle } from "./device-title.ts";
import { RichText } from "./rich-text.tsx";
import { Texts } from "./texts.tsx";

/** A device's title, as the pages show it. */
export function DeviceName({ device, all }: { readonly device: Device; readonly all: readonly Device[] }) {
  const title = deviceTitle(device, all);
  const kind = inWords(title.kind);
  if (title.own.length === 0) return <>{kind}</>;
  return <RichText id="deviceNamed" parts={{ kind, name: <Texts texts={title.own} /> }} />;
}
