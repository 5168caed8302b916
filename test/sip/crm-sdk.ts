import { fileURLToPath } from "node:url";
import { build } from "vite";

const SDK = fileURLToPath(import.meta.resolve("@exotel-npm-dev/exotel-ip-calling-crm-websdk"));

/** Exotel's CRM SDK as one classic script, with all that it needs: it is published as modules. Its exports are in `exotelCRM`. */
export async function crmSdk(): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    // It is written for webpack, which knows Node's name for it.
    define: { global: "window" },
    build: {
      write: false,
      minify: false,
      lib: { entry: SDK, name: "exotelCRM", formats: ["iife"] },
    },
  });
  const [script] = [made].flat().flatMap((one) => ("output" in one ? one.output : []));
  if (script?.type !== "chunk") throw new Error("the CRM SDK did not become a script");
  return script.code;
}
