import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** Branded Chrome, which has ignored `--load-extension` since version 137. */
const BRANDED: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ["/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/opt/google/chrome/chrome"],
  darwin: ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
  win32: [
    join(process.env.PROGRAMFILES ?? "C:\\Program Files", "Google/Chrome/Application/chrome.exe"),
    join(process.env.LOCALAPPDATA ?? "C:\\", "Google/Chrome/Application/chrome.exe"),
  ],
};

const COMMANDS = [
  "chromium",
  "chromium-browser",
  "google-chrome-for-testing",
  "chrome-for-testing",
  "microsoft-edge",
  "microsoft-edge-stable",
];

const PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ["/opt/microsoft/msedge/msedge"],
  darwin: [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: [
    join(process.env.LOCALAPPDATA ?? "C:\\", "Chromium/Application/chrome.exe"),
    join(
      process.env["PROGRAMFILES(X86)"] ?? "C:\\Program Files (x86)",
      "Microsoft/Edge/Application/msedge.exe",
    ),
    join(process.env.PROGRAMFILES ?? "C:\\Program Files", "Microsoft/Edge/Application/msedge.exe"),
  ],
};

/** The paths of the executable in browsers unpacked by Playwright and Puppeteer, relative to the version's folder. */
const UNPACKED = [
  "chrome-linux64/chrome",
  "chrome-linux/chrome",
  "chrome-linux-arm64/chrome",
  ...["chrome-mac-arm64", "chrome-mac-x64", "chrome-mac"].flatMap((folder) => [
    `${folder}/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing`,
    `${folder}/Chromium.app/Contents/MacOS/Chromium`,
  ]),
  "chrome-win64/chrome.exe",
  "chrome-win/chrome.exe",
];

const puppeteerCache = (): string =>
  process.env.PUPPETEER_CACHE_DIR ?? join(homedir(), ".cache", "puppeteer");

function playwrightCache(): string {
  const chosen = process.env.PLAYWRIGHT_BROWSERS_PATH;
  if (chosen !== undefined && chosen !== "0") return chosen;
  if (process.platform === "darwin") return join(homedir(), "Library/Caches/ms-playwright");
  if (process.platform === "win32") return join(process.env.LOCALAPPDATA ?? homedir(), "ms-playwright");
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "ms-playwright");
}

/** The browsers in a cache, newest version first. */
function unpackedIn(folder: string, versions: RegExp): string[] {
  if (!existsSync(folder)) return [];
  const newestFirst = readdirSync(folder)
    .filter((name) => versions.test(name))
    .sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  return newestFirst.flatMap((version) => UNPACKED.map((path) => join(folder, version, path)));
}

/** The path of a command; `null` if there is none. */
export function onPath(command: string): string | null {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const names = process.platform === "win32" ? [`${command}.exe`] : [command];
  for (const folder of folders) {
    for (const name of names) if (existsSync(join(folder, name))) return join(folder, name);
  }
  return null;
}

/**
 * Whether this is Ubuntu's Chromium: a snap, or the script that asks to install it. A snap has no access to `/tmp` and hidden
 * folders, so it finds neither our profile nor our extension.
 */
function isSnap(path: string): boolean {
  if (realpathSync(path).startsWith("/snap/") || path.startsWith("/snap/")) return true;
  const head = Buffer.alloc(4096);
  const file = openSync(path, "r");
  try {
    const text = head.toString("latin1", 0, readSync(file, head, 0, head.length, 0));
    return text.startsWith("#!") && /\/snap\/bin\/|snap install/.test(text);
  } finally {
    closeSync(file);
  }
}

/**
 * Finds a browser that can load the extension: `CHROME_PATH`, else an installed Chromium, Chrome for Testing or Edge, else
 * one that Puppeteer or Playwright unpacked.
 *
 * @returns The executable's path, or `null` if there is none.
 * @throws If `CHROME_PATH` names a missing file.
 */
export function findBrowser(): string | null {
  const chosen = process.env.CHROME_PATH;
  if (chosen !== undefined && chosen !== "") {
    if (!existsSync(chosen)) throw new Error(`CHROME_PATH is ${chosen}, and there is no such file.`);
    return chosen;
  }
  const candidates = [
    ...COMMANDS.map(onPath),
    ...(PLACES[process.platform] ?? []),
    ...unpackedIn(join(puppeteerCache(), "chrome"), /^(?:linux|mac|win)/),
    ...unpackedIn(playwrightCache(), /^chromium-\d+$/),
  ];
  return candidates.find((path) => path !== null && existsSync(path) && !isSnap(path)) ?? null;
}

/** The `ID` and `ID_LIKE` of Linux's os-release, such as `debian` or `ubuntu debian`; empty elsewhere. */
function distribution(): readonly string[] {
  if (process.platform !== "linux" || !existsSync("/etc/os-release")) return [];
  const text = readFileSync("/etc/os-release", "utf8");
  return [...text.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap((match) => (match[1] ?? "").split(" "));
}

/** Installs packages with apt if this machine and user allow it. Returns whether it did. */
export function aptInstall(packages: readonly string[]): boolean {
  if (!distribution().includes("debian") || process.getuid?.() !== 0 || onPath("apt-get") === null)
    return false;
  const apt = (...args: string[]): boolean =>
    spawnSync("apt-get", args, {
      // Send the log to stderr: stdout is for the command's own output.
      stdio: ["ignore", 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }).status === 0;
  const install = ["install", "-y", "--no-install-recommends", ...packages];
  return (apt("update") && apt(...install)) || apt(...install);
}

const isUbuntu = (): boolean => distribution().includes("ubuntu");

/** The command that installs a browser on this platform. */
function browserCommand(): string {
  const known = distribution();
  if (known.includes("debian") && !isUbuntu()) {
    return "sudo apt-get update && sudo apt-get install -y chromium fonts-dejavu-core";
  }
  if (known.includes("fedora")) return "sudo dnf install -y chromium";
  if (known.includes("arch")) return "sudo pacman -S --noconfirm chromium";
  return `npx --yes @puppeteer/browsers install chrome@stable --path "${puppeteerCache()}"`;
}

/**
 * Finds a browser, or installs Debian's Chromium if there is none and this process may.
 *
 * @returns The executable's path.
 * @throws If there is no browser. The message names the command that installs one on this platform.
 */
export async function ensureBrowser(): Promise<string> {
  const found = findBrowser();
  if (found !== null) return found;
  // Ubuntu's package of that name installs a snap, which does not work here.
  if (!isUbuntu() && aptInstall(["chromium", "fonts-dejavu-core"])) {
    const installed = findBrowser();
    if (installed !== null) return installed;
  }
  const why = [
    "No browser that can load the extension was found: Chromium, Chrome for Testing or Microsoft Edge.",
    BRANDED[process.platform]?.some((path) => existsSync(path))
      ? "(Google Chrome is installed, but it ignores --load-extension since version 137.)"
      : "",
    isUbuntu() ? "(Ubuntu's chromium package is a snap, which cannot read the extension's folder.)" : "",
    `Install one with:\n\n  ${browserCommand()}\n\nor name one in CHROME_PATH.`,
  ];
  throw new Error(why.filter((line) => line !== "").join("\n"));
}

/** The commands that real key presses need on Linux, with their Debian packages. */
const DISPLAY_TOOLS = { Xvfb: "xvfb", xdotool: "xdotool", openbox: "openbox" };

/**
 * Ensures that real key presses work on Linux. They need a display (Xvfb), a window manager that focuses the browser
 * (openbox) and xdotool. Installs them if this process may. Does nothing on other platforms.
 *
 * @throws If one is missing. The message names the command that installs it.
 */
export async function ensureDisplayTools(): Promise<void> {
  if (process.platform !== "linux") return;
  const missing = (): [string, string][] =>
    Object.entries(DISPLAY_TOOLS).filter(([tool]) => onPath(tool) === null);
  const before = missing();
  if (before.length === 0) return;
  const packages = before.map(([, name]) => name);
  if (aptInstall(packages) && missing().length === 0) return;
  const known = distribution();
  let command = `sudo apt-get update && sudo apt-get install -y ${packages.join(" ")}`;
  if (known.includes("fedora")) command = "sudo dnf install -y xorg-x11-server-Xvfb xdotool openbox";
  if (known.includes("arch")) command = "sudo pacman -S --noconfirm xorg-server-xvfb xdotool openbox";
  const tools = missing().map(([tool]) => tool);
  throw new Error(`Real key presses need ${tools.join(", ")}. Install with:\n\n  ${command}\n`);
}
