import { test as base } from "./clock-fixtures.ts";
import { startNotificationServer } from "./notification-server.ts";

/**
 * `test` with a desktop that the browsers tell of their notifications, and a clock that the test moves.
 *
 * - `notifications`: the desktop's server, with nothing up at the beginning of each test
 */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from a destructured parameter.
  .extend("fileNotifications", { scope: "file" }, async ({}, { onCleanup }) => {
    const server = await startNotificationServer();
    onCleanup(() => server.close());
    return server;
  })
  .override("env", { scope: "file" }, ({ fileClock, fileNotifications }) => ({
    ...fileClock.env,
    ...fileNotifications.env,
  }))
  .extend("notifications", ({ fileNotifications }) => {
    // What has come up since the test before is of its browser's reset.
    fileNotifications.forget();
    return fileNotifications;
  });
