import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { isAlive } from "./processes.ts";
import { PATIENCE_MS, pause, until } from "./wait.ts";

/** A virtual screen with a window manager, for what headless Chromium cannot do. */
export interface Display {
  /** Its name for the DISPLAY variable, such as ":99". */
  readonly name: string;
  /** Presses keys in the foremost window as a person would; xdotool's notation, such as "alt+shift+s". */
  pressKeys(keys: string): void;
  /** Holds keys down for `ms` milliseconds, which the screen's auto-repeat turns into many presses of the last one. */
  holdKeys(keys: string, ms: number): Promise<void>;
  /** Brings the window of the process `pid` to the front, gives it the focus, and waits until it has it. */
  focus(pid: number): Promise<void>;
  /** Starts the screen saver, which the browser takes for a locked screen, or ends it as somebody who has come back would. */
  lock(isLocked: boolean): void;
  /** A point's colour, as the screen holds it. */
  colourAt(x: number, y: number): number;
  /** The first point of a colour (`#rrggbb`) from the top, row by row; `null` if there is none. */
  find(colour: string): readonly [x: number, y: number] | null;
  /** Clicks with the right button of the mouse. */
  rightClick(x: number, y: number): void;
  /** How many windows of the process `pid` are to be seen, open menus included. */
  windows(pid: number): number;
  /** The whole screen, the browser's own toolbar included, as a PNG. */
  png(): Buffer;
  /** Ends the window manager and the screen. */
  close(): Promise<void>;
}

/** Why there can be no virtual screen on this machine, or undefined when there can. */
function displayProblem(): string | undefined {
  const missing = ["Xvfb", "openbox", "xdotool"].filter((name) => spawnSync("which", [name]).status !== 0);
  if (missing.length === 0) return undefined;
  return `a real key press needs ${missing.join(", ")}: apt-get install xvfb openbox xdotool`;
}

/** How many screens this process has started, so that each gets a number of its own. */
let screens = 0;

/**
 * Starts Xvfb, and openbox in it. Xvfb's own search for a free number (`-displayfd`) takes no lock: two servers that start
 * at once can share a number. A drawn one is locked by Xvfb.
 *
 * @throws Error that names what is missing
 */
export async function startDisplay(width = 1280, height = 800): Promise<Display> {
  const problem = displayProblem();
  if (problem !== undefined) throw new Error(`No virtual screen: ${problem}`);
  const directory = mkdtempSync(join(tmpdir(), "hookswitch-screen-"));
  const started: number[] = [];
  const endAtExit = () => {
    for (const pid of started) process.kill(pid);
  };
  process.once("exit", endAtExit);
  const close = async () => {
    process.off("exit", endAtExit);
    for (const pid of started.reverse()) {
      // Not SIGKILL, after which Xvfb's lock and socket would lie about.
      if (isAlive(pid)) process.kill(pid);
      await until(`process ${pid} to end`, () => !isAlive(pid));
    }
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const screen = `${width}x${height}x24`;
    const name = `:${100 + ((process.pid * 32 + screens++) % 50_000)}`;
    const env = { ...process.env, DISPLAY: name };
    const start = (command: string, ...args: string[]): ChildProcess => {
      const child = spawn(command, args, { env, stdio: "ignore" });
      if (child.pid === undefined) throw new Error(`${command} did not start`);
      started.push(child.pid);
      return child;
    };
    const xdotool = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync("xdotool", args, {
        env,
        encoding: "utf8",
        timeout: PATIENCE_MS,
      });
      return { ok: status === 0, stdout: stdout.trim(), stderr: stderr.trim() };
    };
    // Without -noreset it starts anew, and refuses clients meanwhile, whenever its last client leaves.
    const server = start(
      "Xvfb",
      ...[name, "-screen", "0", screen, "-fbdir", directory, "-nolisten", "tcp", "-noreset"],
    );
    await running(server, "the screen", () => xdotool("getmouselocation").ok);
    // openbox ends at once where there is no screen yet. It announces itself on the root window; until then a window gets no
    // focus.
    const manager = start("openbox", "--sm-disable");
    await running(manager, "the window manager", () => xdotool("get_num_desktops").ok);
    return {
      name,
      close,
      pressKeys(keys) {
        const { ok, stderr } = xdotool("key", "--clearmodifiers", keys);
        if (!ok) throw new Error(`xdotool could not press ${keys}: ${stderr}`);
      },
      async holdKeys(keys, ms) {
        // In the order in which fingers come down; they leave the last key first.
        const all = keys.split("+");
        const send = (action: "keydown" | "keyup", key: string) => {
          const { ok, stderr } = xdotool(action, key);
          if (!ok) throw new Error(`xdotool could not ${action} ${key}: ${stderr}`);
        };
        for (const key of all) send("keydown", key);
        await pause(ms);
        for (const key of all.reverse()) send("keyup", key);
      },
      async focus(pid) {
        // One that is not there yet is an empty line.
        const window = await until(
          `a window of process ${pid}`,
          () => xdotool("search", "--onlyvisible", "--pid", String(pid)).stdout.split("\n").at(-1) || null,
        );
        await until(`the focus of window ${window}`, async () => {
          xdotool("windowactivate", window);
          await pause(25);
          return xdotool("getactivewindow").stdout === window;
        });
      },
      lock(isLocked) {
        const { status, stderr } = spawnSync("xset", ["s", isLocked ? "activate" : "reset"], {
          env,
          encoding: "utf8",
        });
        if (status !== 0)
          throw new Error(`xset could not lock the screen (apt-get install x11-xserver-utils): ${stderr}`);
      },
      colourAt(x, y) {
        const dump = readFileSync(join(directory, "Xvfb_screen0"));
        return dump.readUInt32LE(startOfPixels(dump) + (y * width + x) * 4);
      },
      find(colour) {
        const dump = readFileSync(join(directory, "Xvfb_screen0"));
        const pixels = startOfPixels(dump);
        const wanted = Number.parseInt(colour.slice(1), 16);
        for (let index = 0; index < width * height; index += 1)
          if ((dump.readUInt32LE(pixels + index * 4) & 0xffffff) === wanted)
            return [index % width, Math.floor(index / width)];
        return null;
      },
      rightClick(x, y) {
        const { ok, stderr } = xdotool("mousemove", String(x), String(y), "click", "3");
        if (!ok) throw new Error(`xdotool could not click: ${stderr}`);
      },
      windows: (pid) =>
        xdotool("search", "--onlyvisible", "--pid", String(pid)).stdout.split("\n").filter(Boolean).length,
      png: () => pngOfXwd(readFileSync(join(directory, "Xvfb_screen0"))),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Waits until `ready`, or throws if the process ends before that. */
async function running(child: ChildProcess, what: string, ready: () => boolean): Promise<void> {
  await until(what, () => {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}`);
    return ready();
  });
}

/** Turns the X window dump that Xvfb keeps of its screen (32 bits a pixel, blue first) into a PNG. */
function pngOfXwd(dump: Buffer): Buffer {
  const field = (index: number) => dump.readUInt32BE(index * 4);
  const [width, height, bitsPerPixel, lineBytes] = [field(4), field(5), field(11), field(12)];
  if (bitsPerPixel !== 32) throw new Error(`A screen of ${bitsPerPixel} bits a pixel is not understood`);
  const pixels = startOfPixels(dump);
  const raw = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0, to = 0; y < height; y += 1) {
    to += 1; // Each row begins with its filter, 0 for none.
    for (let x = 0, from = pixels + y * lineBytes; x < width; x += 1, from += 4) {
      raw[to++] = dump[from + 2] ?? 0;
      raw[to++] = dump[from + 1] ?? 0;
      raw[to++] = dump[from] ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(raw)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The header says its own length; the colour map that follows has 12 bytes an entry. */
function startOfPixels(dump: Buffer): number {
  return dump.readUInt32BE(0) + dump.readUInt32BE(19 * 4) * 12;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
