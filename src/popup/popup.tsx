import { useEffect, useRef, useState } from "preact/hooks";
import { type Reply, send } from "../browser/commands.ts";
import type { Items } from "../browser/items.ts";
import { openOptions } from "../browser/pages.ts";
import type { Shortcut } from "../browser/shortcuts.ts";
import type { Assignment, Device } from "../core/device.ts";
import { intended } from "../core/journal.ts";
import { assume, resolvePress } from "../core/ring.ts";
import { verdict } from "../core/verdict.ts";
import type { Explanation } from "../core/words.ts";
import { AlertBody } from "../ui/alerts.tsx";
import { ChangeKeysButton, ShortcutList } from "../ui/shortcut-list.tsx";
import { useNow } from "../ui/use-now.ts";
import { DeviceList, DevicesToCome } from "./device-list.tsx";
import { isEvidence } from "./evidence.ts";
import { type Problem, problems } from "./problems.ts";
import { switchStates } from "./switches.ts";
import { VerdictPanel } from "./verdict-panel.tsx";

interface PopupProps {
  readonly items: Items;
  readonly shortcuts: readonly Shortcut[];
  /** Reads the items again, before a reply is acted upon. */
  readonly reload: () => Promise<unknown>;
}

export function Popup({ items, shortcuts, reload }: PopupProps) {
  const now = useNow();
  const { account, status, settings, journal, notice } = items;
  const { reading } = status;
  const [checking, setChecking] = useState(false);
  const [refusal, setRefusal] = useState<Explanation | null>(null);
  const [asked, press] = usePresses(items, reload, setRefusal);

  const judged = verdict({ account, status, settings, now });
  const found = problems(items, refusal, now);
  const switches = reading === null ? [] : switchStates(reading, asked ?? intended(journal));

  async function check(): Promise<void> {
    setChecking(true);
    setRefusal(null);
    const reply = await send({ type: "refresh" });
    await reload();
    setChecking(false);
    if (!reply.ok) setRefusal(reply);
  }

  function dismiss(problem: Problem): void {
    if (refusal?.problem === problem.problem) setRefusal(null);
    if (notice?.problem === problem.problem) void send({ type: "dismiss-notice" });
  }

  return (
    <>
      <h1 class="visually-hidden">Hookswitch</h1>
      <VerdictPanel
        verdict={judged}
        reading={reading}
        settings={settings}
        now={now}
        onCheck={account === null ? null : check}
        checking={checking}
      />
      {account === null ? (
        <Welcome />
      ) : reading !== null ? (
        <DeviceList
          reading={reading}
          switches={switches}
          settings={settings}
          current={isEvidence(judged)}
          now={now}
          onPress={press}
        />
      ) : (
        judged.reach === "reading" && <DevicesToCome />
      )}
      {found.length > 0 && (
        <div role="alert" class="alerts">
          {found.map((problem) => (
            <AlertBody key={problem.problem} explanation={problem} requestId={problem.requestId}>
              {problem.action === "set-up" && <SetUpButton />}
              {problem.action === "dismiss" && (
                <button type="button" class="link" onClick={() => dismiss(problem)}>
                  Dismiss
                </button>
              )}
            </AlertBody>
          ))}
        </div>
      )}
      <footer class="footer">
        <ShortcutList shortcuts={shortcuts} short />
        <p class="footer-links">
          <ChangeKeysButton />
          <button type="button" class="link" onClick={() => void openOptions()}>
            Options
          </button>
        </p>
      </footer>
    </>
  );
}

/**
 * The presses of this popup: what they ask for until the background has written it down, and how
 * to press. The last one wins.
 */
function usePresses(
  items: Items,
  reload: () => Promise<unknown>,
  onRefusal: (refusal: Explanation | null) => void,
): [asked: Assignment | null, press: (device: Device, on: boolean) => void] {
  const [asked, setAsked] = useState<Assignment | null>(null);
  const newest = useRef(0);

  async function press(device: Device, on: boolean): Promise<void> {
    const { status, journal } = items;
    if (status.reading === null) return;
    const mine = ++newest.current;
    const { devices, rule } = status.reading;
    const wanted = { device: device.id, on };
    const resolved = resolvePress(wanted, assume(devices, asked ?? intended(journal)), rule, false);
    if (resolved.ok) setAsked(resolved.target);
    onRefusal(null);
    const reply: Reply = await send({ type: "switch", press: wanted });
    await reload();
    if (mine !== newest.current) return;
    setAsked(null);
    if (!reply.ok) onRefusal(reply);
  }

  return [asked, (device, on) => void press(device, on)];
}

function Welcome() {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <section class="welcome">
      <p>
        Enter what your administrator gave you once, and the toolbar shows from then on whether the next call
        will reach you, and where.
      </p>
      <SetUpButton buttonRef={button} />
    </section>
  );
}

function SetUpButton({ buttonRef }: { readonly buttonRef?: { current: HTMLButtonElement | null } }) {
  return (
    <button type="button" class="primary" ref={buttonRef ?? null} onClick={() => void openOptions()}>
      Set up
    </button>
  );
}
