import { describe, expect, it } from "vitest";
import { softphoneLine } from "../../../../src/core/softphone-tab/softphone-line.ts";
import {
  type ProbeAnswer,
  type SoftphoneTab,
  type TabState,
  watched,
} from "../../../../src/core/softphone-tab/softphone-tab.ts";
import { english } from "../../english.ts";

const PAGE = "https://softphone.example/agent";
const WELL: ProbeAnswer = { isVisible: true, microphone: "granted", hasInput: true, hasOutput: true };
const FRONT = { id: 9, address: "https://crm.example/lead/7" };

const tab = (state: TabState, given: Partial<SoftphoneTab> = {}): SoftphoneTab => ({
  ...watched(1),
  state,
  ...given,
});

describe("the words on the softphone's tab", () => {
  it.each<[string, boolean, readonly SoftphoneTab[]]>([
    ["Tab not seen yet", false, []],
    ["Tab open, sound on", false, [tab("open")]],
    ["Page works, sound on", false, [tab("open", { probe: WELL })]],
    ["Page works, sound on", false, [tab("open", { probe: WELL }), tab("closed", { id: 2 })]],
    ["Open in 2 tabs", false, [tab("open"), tab("open", { id: 2 })]],
    ["Tab muted", true, [tab("open", { isMuted: true })]],
    ["Open in 2 tabs", false, [tab("open", { isMuted: true }), tab("open", { id: 2 })]],
    ["Tab open, sound on", false, [tab("closed"), tab("open", { id: 2 })]],
    ["Tab reloaded, page not known", false, [tab("unseen")]],
    ["Tab is closed", true, [tab("closed")]],
    ["Tab shows another page", true, [tab("left")]],
    ["Tab is loading", true, [tab("opening")]],
    ["Tab has crashed", true, [tab("crashed")]],
    ["Tab is asleep", true, [tab("asleep")]],
    ["Tab is paused", true, [tab("frozen")]],
    ["Page does not respond", true, [tab("open", { probe: "unanswered" })]],
    ["Microphone not allowed", true, [tab("open", { probe: { ...WELL, microphone: "denied" } })]],
    ["Microphone not yet allowed", true, [tab("open", { probe: { ...WELL, microphone: "prompt" } })]],
    ["Page works, sound on", false, [tab("open", { probe: { ...WELL, microphone: null } })]],
    ["No microphone found", true, [tab("open", { probe: { ...WELL, hasInput: false } })]],
    ["No headset or loudspeaker", true, [tab("open", { probe: { ...WELL, hasOutput: false } })]],
  ])("are %s, which warns: %s", (says, warns, tabs) => {
    const line = softphoneLine(tabs, PAGE, null);
    expect([english(line.says), line.warns, line.opens]).toEqual([says, warns, true]);
  });

  it("say that nothing is watched, and that nothing can be opened, where no page is known", () => {
    const line = softphoneLine([], null, null);
    expect([english(line.says), line.warns, line.opens]).toEqual(["Tab not watched", false, false]);
  });
});

describe("the tab in front", () => {
  const isOffered = (tabs: readonly SoftphoneTab[], page: string | null, front = FRONT): boolean =>
    softphoneLine(tabs, page, front).watches === front;

  it("may be watched while nothing is watched, known page or not", () => {
    expect([isOffered([], null), isOffered([], PAGE)]).toEqual([true, true]);
  });

  it.each<[TabState, boolean]>([
    ["closed", true],
    ["left", true],
    ["unseen", true],
    ["open", false],
    ["opening", false],
    ["asleep", false],
    ["frozen", false],
    ["crashed", false],
  ])("beside a watched tab that is %s may be watched: %s", (state, may) => {
    expect(isOffered([tab(state)], PAGE)).toBe(may);
  });

  it("may not while one of several is open", () => {
    expect(isOffered([tab("unseen"), tab("open", { id: 2 })], PAGE)).toBe(false);
  });

  it("needs no press if it shows the known page, but does if it shows another one of the site", () => {
    expect(isOffered([], PAGE, { id: 9, address: `${PAGE}?call=1` })).toBe(false);
    expect(isOffered([], PAGE, { id: 9, address: "https://softphone.example/phone" })).toBe(true);
  });

  it("is nothing to watch if it shows no web page, or none that can be remembered", () => {
    for (const address of ["chrome://newtab", "file:///tmp/x", `https://a.example/${"x".repeat(2_000)}`])
      expect([address, isOffered([], null, { id: 9, address })]).toEqual([address, false]);
    expect(softphoneLine([], null, null).watches).toBeNull();
  });
});
