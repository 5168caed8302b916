import { type CrxPlugin, crx } from "@crxjs/vite-plugin";
import { defineConfig, type Plugin } from "vite";
import manifest from "./manifest.json" with { type: "json" };

const { background, ...withoutWorker } = manifest;
const { content_security_policy: _, ...withoutPolicy } = withoutWorker;

/** While developing, everything comes from Vite's server. The policy of what ships would refuse that. */
const development = { ...withoutPolicy, background: { service_worker: "src/background.ts", type: "module" } };

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

/** Names the worker's script in the built manifest. `crx` would make a module with a loader out of a worker that it sees. */
function workerScript(): CrxPlugin {
  return {
    name: "worker-script",
    apply: "build",
    enforce: "post",
    renderCrxManifest: (built) => ({ ...built, background }),
  };
}

/** Serves the extension while it is developed, and builds its manifest, pages and styles for `scripts/build.ts`. */
export default defineConfig(({ command }) => ({
  plugins: [
    crx({ manifest: command === "serve" ? development : withoutWorker }),
    pageScript(),
    workerScript(),
  ],
  // The manifest names all other pages.
  build: {
    rolldownOptions: {
      input: ["src/history/history.html", "src/sound/sound.html", "src/set-up-check/set-up-check.html"],
    },
  },
}));
