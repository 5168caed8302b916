import { expect } from "vitest";
import { writeBareExtension } from "./harness/bare-extension.ts";
import { test as base } from "./harness/fixtures.ts";
import { installByPolicy } from "./harness/packed.ts";
import { SEEING_WORKER, seen, untilSeen } from "./harness/seen.ts";
import { badge } from "./harness/toolbar.ts";
import { until } from "./harness/wait.ts";

// biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from a destructured parameter.
const test = base.extend("extension", { scope: "file" }, ({}, { onCleanup }) => {
  const bare = writeBareExtension({ worker: SEEING_WORKER });
  onCleanup(bare.remove);
  return bare.directory;
});

test("a restart and a crash keep a packed extension's alarms and local storage only", async ({
  extension,
}) => {
  const packed = await installByPolicy(extension);
  try {
    const first = await packed.launch();
    expect(await untilSeen(first, "install")).toEqual(["start", "install"]);
    await first.keeper.evaluate(`Promise.all([
      chrome.alarms.create("poll", { periodInMinutes: 30 }), chrome.storage.session.set({ secret: 1 }),
      chrome.action.setBadgeText({ text: "SIP" }),
    ])`);
    await first.close();
    const life = ["start", "install"];
    for (const end of ["kill", "close"] as const) {
      const again = await packed.launch();
      life.push("start", "startup");
      const written = await until("the worker to start with the browser", async () => {
        const all = await seen(again);
        return all.length >= life.length && all;
      });
      expect(written).toEqual(life);
      expect(await again.keeper.evaluate("chrome.storage.session.get()")).toEqual({});
      expect(await badge(again.keeper)).toMatchObject({ text: "" });
      expect(await again.keeper.evaluate("chrome.alarms.getAll()")).toMatchObject([{ name: "poll" }]);
      await again.keeper.evaluate("chrome.storage.session.set({ secret: 1 })");
      await again[end]();
    }
    const last = await packed.launch();
    expect((await seen(last)).slice(0, life.length)).toEqual(life);
    expect(await last.keeper.evaluate("chrome.storage.session.get()")).toEqual({});
    await last.close();
  } finally {
    await packed.remove();
  }
});
