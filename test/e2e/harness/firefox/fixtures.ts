import { test as base } from "vitest";
import { startEmulator } from "../../../emulator/emulator.ts";
import { startDisplay } from "../display.ts";
import { startNotificationServer } from "../notification-server.ts";
import { startExotelProxy } from "./exotel-proxy.ts";
import { type Firefox, newFirefoxProfile } from "./launch.ts";

/**
 * Vitest's `test` with an emulator and Firefox on a screen.
 *
 * - `emulator`: Exotel's APIs as seeded, with an empty log
 * - `display`: the screen, one for the file
 * - `start`: starts Firefox; for the first time in a test as after an installation, and then again in the same profile
 * - `preferences`: what the profile has besides; nothing, unless a test overrides it
 * - `notifications`: the desktop's server, with nothing up at the beginning of each test
 */
export const test = base
  .extend("preferences", (): Readonly<Record<string, unknown>> => ({}))
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from a destructured parameter.
  .extend("fileEmulator", { scope: "file" }, async ({}, { onCleanup }) => {
    const emulator = await startEmulator();
    onCleanup(() => emulator.close());
    return emulator;
  })
  // biome-ignore lint/correctness/noEmptyPattern: as above
  .extend("display", { scope: "file" }, async ({}, { onCleanup }) => {
    const display = await startDisplay();
    onCleanup(() => display.close());
    return display;
  })
  .extend("proxy", { scope: "file" }, async ({ fileEmulator }, { onCleanup }) => {
    const proxy = await startExotelProxy(fileEmulator.port);
    onCleanup(() => proxy.close());
    return proxy;
  })
  // biome-ignore lint/correctness/noEmptyPattern: as above
  .extend("fileNotifications", { scope: "file" }, async ({}, { onCleanup }) => {
    const server = await startNotificationServer();
    onCleanup(() => server.close());
    return server;
  })
  .extend("notifications", ({ fileNotifications }) => {
    fileNotifications.forget();
    return fileNotifications;
  })
  .extend("emulator", ({ fileEmulator }) => {
    fileEmulator.reset();
    return fileEmulator;
  })
  .extend("start", ({ display, proxy, preferences, notifications, emulator: _ }, { onCleanup }) => {
    const profile = newFirefoxProfile({ display, proxy, preferences, env: notifications.env });
    onCleanup(() => profile.remove());
    return (): Promise<Firefox> => profile.start();
  });
