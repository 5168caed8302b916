import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { killTree } from "./processes.ts";

/** The shell commands of a document between `<!-- name -->` and `<!-- /name -->`: the code blocks that are marked as `sh`. */
export function commandsIn(document: string, name: string): readonly string[] {
  const text = readFileSync(document, "utf8");
  const section = new RegExp(`<!-- ${name} -->\n([^]*)<!-- /${name} -->`).exec(text)?.[1];
  if (section === undefined) throw new Error(`${document} has no part ${name}`);
  return [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
}

/** A person's terminal: what one command leaves behind, the next one finds. */
export interface Shell {
  /** Runs commands. Resolves with what they print, or rejects with it if one fails. */
  run(commands: string): Promise<string>;
  /** Ends the shell, and what still runs in it. */
  close(): Promise<void>;
}

/** Opens a shell in a folder. Its notes lie beside that folder. */
export function openShell(folder: string): Shell {
  const shell: ChildProcess = spawn("bash", ["-e"], { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
  const file = join(folder, "../commands.sh");
  let output = "";
  let changed = (): void => undefined;
  const take = (data: Buffer): void => {
    output += data.toString();
    changed();
  };
  shell.stdout?.on("data", take);
  shell.stderr?.on("data", take);
  let ended = false;
  shell.on("close", () => {
    ended = true;
    changed();
  });
  return {
    run(commands) {
      output = "";
      // What a command reads must not be the commands after it.
      writeFileSync(file, commands);
      shell.stdin?.write(`. ${file} </dev/null\necho; echo --done--\n`);
      return new Promise((resolve, reject) => {
        changed = () => {
          if (output.includes("\n--done--\n")) resolve(output);
          else if (ended) reject(new Error(`${commands}\n${output}`));
        };
      });
    },
    async close() {
      if (shell.pid !== undefined && !ended) await killTree(shell.pid);
    },
  };
}
