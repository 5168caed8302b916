import { fileURLToPath } from "node:url";
import { crx } from "@crxjs/vite-plugin";
import { defineConfig } from "vite";
import manifest from "./manifest.json" with { type: "json" };
import { checkedDist } from "./scripts/build/dist-problems.ts";
import { inlineStyle } from "./scripts/build/inline-style.ts";
import { ownCopies } from "./scripts/build/own-copies.ts";
import { pageScripts } from "./scripts/build/page-scripts.ts";
import { polyfillModule } from "./scripts/build/polyfill-module.ts";
import { workerFile } from "./scripts/build/worker-file.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [
    ownCopies(at(manifest.background.service_worker)),
    polyfillModule(at("src")),
    crx({ manifest: manifest as Parameters<typeof crx>[0]["manifest"] }),
    workerFile(),
    inlineStyle(manifest.action.default_popup),
    pageScripts(manifest.action.default_popup),
    checkedDist(manifest),
  ],
  build: {
    target: "chrome120",
    outDir: "dist",
    emptyOutDir: true,
    sourcemap: false,
    modulePreload: { polyfill: false },
  },
});
