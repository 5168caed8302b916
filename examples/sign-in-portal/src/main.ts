import { existsSync } from "node:fs";
import { readConfig } from "./config.ts";
import { words } from "./log.ts";
import { buildPortal } from "./portal.ts";

try {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const config = readConfig(process.env);
  const portal = await buildPortal(config, {
    fetch,
    now: Date.now,
    log: (entry) =>
      void process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`),
  });
  const address = await portal.listen({ host: config.HOST, port: config.PORT });
  process.stdout.write(`The sign-in portal listens at ${address}, for ${config.PUBLIC_URL.href}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void portal.close());
} catch (error) {
  process.stderr.write(`${words(error)}\n`);
  process.exitCode = 1;
}
