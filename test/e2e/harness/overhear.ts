import type { Hookswitch } from "./launch.ts";

/** Tells of everything that is written to a console, and of every error that nobody caught, in pages and in the worker. */
export async function overhear(
  handle: Hookswitch,
  heard: (text: string, kind: "error" | "warning" | "other") => void,
): Promise<void> {
  handle.context.on("console", (message) => {
    const type = message.type();
    heard(message.text(), type === "error" || type === "warning" ? type : "other");
  });
  handle.context.on("weberror", (error) => heard(String(error.error().stack), "error"));
  handle.keeperCdp.on("ServiceWorker.workerErrorReported", ({ errorMessage }) =>
    heard(JSON.stringify(errorMessage), "error"),
  );
  await handle.keeperCdp.send("ServiceWorker.enable");
}
