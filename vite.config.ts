import { type CrxPlugin, crx } from "@crxjs/vite-plugin";
import { defineConfig, type Plugin } from "vite";
import manifest from "./manifest.json" with { type: "json" };

const { background, ...pages } = manifest;
const { content_security_policy: _, ...unguarded } = pages;

/**
 * The manifest for `npm run dev`. Modules come from Vite's server, which the policy of the package would refuse.
 */
const development = { ...unguarded, background: { service_worker: "src/background.ts", type: "module" } };

/** Gives each page its script: `main.tsx` beside it, which `scripts/build.ts` bundles as `main.js`. */
function pageScript(): Plugin {
  return {
    name: "page-script",
    transformIndexHtml: (_html, { server }) => [
      {
        tag: "script",
        attrs: server ? { type: "module", src: "./main.tsx" } : { src: "./main.js" },
        injectTo: "head",
      },
    ],
  };
}

/** Names the worker's script in the manifest. Of one that it knows of, `crx` would make a module and its loader. */
function workerScript(): CrxPlugin {
  return {
    name: "worker-script",
    apply: "build",
    enforce: "post",
    renderCrxManifest: (built) => ({ ...built, background }),
  };
}

/** What serves the extension to develop it, and builds its manifest, pages and styles for `scripts/build.ts`. */
export default defineConfig(({ command }) => ({
  plugins: [crx({ manifest: command === "serve" ? development : pages }), pageScript(), workerScript()],
}));
