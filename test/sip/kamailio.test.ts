import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kamailioProblem } from "./kamailio.ts";

test("a machine without kamailio is told how to install it", ({ onTestFinished }) => {
  const folder = mkdtempSync(join(tmpdir(), "hookswitch-path-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(kamailioProblem([folder])).toContain(
    "sudo apt-get update && sudo apt-get install -y --no-install-recommends kamailio kamailio-tls-modules kamailio-websocket-modules",
  );
  writeFileSync(join(folder, "kamailio"), "", { mode: 0o755 });
  expect(kamailioProblem([folder])).toBeNull();
});
