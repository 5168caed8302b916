import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { until } from "./wait.ts";

/** Debian's own, which sees the packages that apt has installed. */
const PYTHON = "/usr/bin/python3";

/** What Chromium offers with every notification. */
const CHROMIUMS_OWN = ["default", "settings"];

/** A notification as the desktop's server is told of it. */
export interface DesktopNotification {
  readonly title: string;
  readonly body: string;
  /** The buttons' texts, from the first. */
  readonly buttons: readonly string[];
  /** Whether the server is to make no sound. */
  readonly isSilent: boolean;
  /** Whether it is urgent, and so stays until it is dealt with. */
  readonly isUrgent: boolean;
}

/** What the browser had the server do with a notification. */
export interface NotificationEvent extends DesktopNotification {
  readonly kind: "shown" | "changed" | "withdrawn";
}

/** A desktop's notification server on a session bus of its own. */
export interface NotificationServer {
  /** For `LaunchOptions.env`: what leads a browser to the bus. */
  readonly env: Readonly<Record<string, string>>;
  /** All that happened since the start, or since it was last forgotten. */
  readonly events: readonly NotificationEvent[];
  /** The notifications that are up. */
  up(): DesktopNotification[];
  /** Waits for a notification that has `text` in its title or its text, and resolves with it. */
  untilUp(text: string | RegExp): Promise<DesktopNotification>;
  /** Waits until no notification is up. */
  untilNoneUp(): Promise<void>;
  /**
   * Presses a button of the one notification that has it, upon which it goes away, as on a desktop.
   *
   * @throws Error that says what is up
   */
  press(button: string): void;
  /** Clicks on the text of the one notification that has `text` in its title or its text. It goes away, too. */
  click(text: string | RegExp): void;
  /** Takes every notification away, as an agent would, and forgets what happened. */
  forget(): void;
  close(): Promise<void>;
}

interface Up extends DesktopNotification {
  /** The actions' names by the buttons' texts. */
  readonly actions: ReadonlyMap<string, string>;
}

/**
 * Starts the server. It ends with this process at the latest.
 *
 * @throws Error that names what is missing
 */
export async function startNotificationServer(): Promise<NotificationServer> {
  const script = join(import.meta.dirname, "notification-server.py");
  if (spawnSync(PYTHON, ["-c", "import dbusmock"]).status !== 0) {
    throw new Error("No notification server: apt-get install python3-dbusmock dbus");
  }
  const child = spawn(PYTHON, [script], { stdio: ["pipe", "pipe", "pipe"] });
  let complaints = "";
  child.stderr.on("data", (data: Buffer) => {
    complaints += data.toString();
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));

  let address: string | undefined;
  const events: NotificationEvent[] = [];
  const up = new Map<number, Up>();
  /** The mock numbers them like this. */
  let lastId = 0;
  const called = (method: string, args: readonly unknown[]) => {
    if (method === "Notify") {
      const [, replaces, , title, body, actions, hints] = args as NotifyArguments;
      const id = replaces === 0 ? ++lastId : replaces;
      const buttons = buttonsOf(actions);
      const notification = {
        title,
        body,
        buttons: [...buttons.keys()],
        isSilent: Boolean(hints["suppress-sound"]),
        isUrgent: hints.urgency === 2,
      };
      events.push({ kind: up.has(id) ? "changed" : "shown", ...notification });
      up.set(id, { ...notification, actions: buttons });
    } else if (method === "CloseNotification") {
      const [id] = args as [number];
      const gone = up.get(id);
      up.delete(id);
      if (gone !== undefined) events.push({ kind: "withdrawn", ...withoutActions(gone) });
    }
  };
  createInterface(child.stdout).on("line", (line) => {
    const told = JSON.parse(line) as string | [string, unknown[]];
    if (typeof told === "string") address = told;
    else called(...told);
  });
  await until(
    () => `the notification server: ${complaints}`,
    () => address ?? child.exitCode !== null,
  );
  if (address === undefined) throw new Error(`The notification server ended: ${complaints}`);

  const signal = (name: string, signature: string, ...args: (number | string)[]) =>
    child.stdin.write(`${JSON.stringify([name, signature, args])}\n`);
  const goAway = (id: number) => {
    up.delete(id);
    signal("NotificationClosed", "uu", id, 2);
  };
  const act = (what: string, actionOf: (one: Up) => string | undefined) => {
    const found = [...up].flatMap(([id, one]) => {
      const action = actionOf(one);
      return action === undefined ? [] : [{ id, action }];
    });
    const [first, ...others] = found;
    if (first === undefined || others.length > 0) {
      throw new Error(
        `${found.length} notifications have ${what}. These are up: ${JSON.stringify([...up.values()])}`,
      );
    }
    signal("ActionInvoked", "us", first.id, first.action);
    goAway(first.id);
  };
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: address },
    events,
    up: () => [...up.values()].map(withoutActions),
    async untilUp(text) {
      const found = await until(
        () => `a notification with ${text}; what happened: ${JSON.stringify(events)}`,
        () => [...up.values()].find((one) => holds(one, text)),
      );
      return withoutActions(found);
    },
    async untilNoneUp() {
      await until(
        () => `no notification to be up, but ${JSON.stringify([...up.values()])}`,
        () => up.size === 0,
      );
    },
    press: (button) => act(`the button ${button}`, ({ actions }) => actions.get(button)),
    click: (text) => act(`the text ${text}`, (one) => (holds(one, text) ? "default" : undefined)),
    forget() {
      for (const id of up.keys()) goAway(id);
      events.length = 0;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

/** The arguments of the desktop's method `Notify`, from its specification. */
type NotifyArguments = [
  app: string,
  replaces: number,
  icon: string,
  title: string,
  body: string,
  actions: string[],
  hints: Record<string, unknown>,
];

/** The names and the texts take turns in the list. */
function buttonsOf(actions: readonly string[]): Map<string, string> {
  const all = actions.flatMap((name, index) => (index % 2 === 0 ? [[actions[index + 1] ?? "", name]] : []));
  return new Map(all.filter(([, name]) => !CHROMIUMS_OWN.includes(name ?? "")) as [string, string][]);
}

function withoutActions({ actions: _, ...notification }: Up): DesktopNotification {
  return notification;
}

function holds({ title, body }: DesktopNotification, text: string | RegExp): boolean {
  return [title, body].some((part) => (typeof text === "string" ? part.includes(text) : text.test(part)));
}
