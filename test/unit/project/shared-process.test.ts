import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { REPLACES_MODULES } from "../../../vitest.config.ts";

const FOLDER = resolve(import.meta.dirname, "..");

/** What a file puts in the place of modules and globals stays for the files that its worker runs next. */
const REPLACES = /\bvi\.(?:doMock|mock|resetModules|setSystemTime|stubGlobal|useFakeTimers)\(/;

/** For all files that need it: what pages ask of the browser, and a document. */
const FOR_ALL = ["browser-api.ts", "wire/page-document.ts"];

it("a file that replaces modules or globals has a process of its own", () => {
  const replacing = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .filter((name) => REPLACES.test(readFileSync(resolve(FOLDER, name), "utf8")));
  expect(replacing).toEqual(expect.arrayContaining([...FOR_ALL, "background.test.ts"]));
  const isolated = (name: string): boolean => REPLACES_MODULES.some((one) => name.startsWith(one));
  expect(replacing.filter((name) => !isolated(name) && !FOR_ALL.includes(name))).toEqual([]);
});
