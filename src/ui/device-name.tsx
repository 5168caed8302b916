import type { Device } from "../core/devices/device.ts";
import { deviceTitle } from "./device-words.ts";
import { Texts } from "./texts.tsx";

/** What a device is called. */
export function DeviceName({ device, all }: { readonly device: Device; readonly all: readonly Device[] }) {
  const { kind, own } = deviceTitle(device, all);
  return (
    <>
      {kind}
      {own.length > 0 && " – "}
      <Texts texts={own} />
    </>
  );
}
