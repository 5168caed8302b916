import { describe, expect, it } from "vitest";
import {
  type ProbeAnswer,
  type SoftphoneTab,
  type TabState,
  watched,
} from "../../../../src/core/softphone-tab/softphone-tab.ts";
import { softphoneToOpen } from "../../../../src/core/softphone-tab/softphone-to-open.ts";
import { isTabFault, type TabFault, tabEvidence } from "../../../../src/core/softphone-tab/tab-evidence.ts";

const WELL: ProbeAnswer = { isVisible: true, microphone: "granted", hasInput: true, hasOutput: true };
const tab = (state: TabState, over: Partial<SoftphoneTab> = {}): SoftphoneTab => ({
  ...watched(1),
  state,
  ...over,
});
const faultOf = (...tabs: SoftphoneTab[]): TabFault | null => tabEvidence(tabs).fault;

describe("what a watched tab proves", () => {
  it.each([
    ["open", null],
    ["unseen", null],
    ["opening", "page-opening"],
    ["closed", "page-closed"],
    ["left", "page-left"],
    ["crashed", "page-crashed"],
    ["asleep", "page-asleep"],
    ["frozen", "page-frozen"],
  ] as const)("%s: %s", (state, fault) => {
    expect(faultOf(tab(state))).toBe(fault);
    expect(tabEvidence([tab(state)]).ringing).toBe(state === "open" ? 1 : 0);
  });

  it.each([
    ["all is well", WELL, null],
    ["not yet asked for the microphone", { ...WELL, microphone: "prompt" }, null],
    ["nothing is known", { ...WELL, microphone: null, hasInput: null, hasOutput: null }, null],
    ["hidden", { ...WELL, isVisible: false }, null],
    ["the microphone is forbidden", { ...WELL, microphone: "denied" }, "microphone-denied"],
    ["there is no microphone", { ...WELL, hasInput: false }, "no-microphone"],
    ["there is no loudspeaker", { ...WELL, hasOutput: false }, "no-speaker"],
    ["no answer", "unanswered", "page-hung"],
  ] as const)("its page says: %s", (_what, probe, fault) => {
    expect(faultOf(tab("open", { probe }))).toBe(fault);
  });

  it("nothing where no tab is watched", () => {
    expect(tabEvidence([])).toEqual({ fault: null, isMuted: false, ringing: 0, returnedAt: null });
  });
});

describe("of several tabs", () => {
  it("one that can ring is enough, and the others' silence does not count", () => {
    expect(faultOf(tab("crashed"), tab("open"), tab("asleep"))).toBeNull();
    expect(tabEvidence([tab("open", { isMuted: true }), tab("open")]).isMuted).toBe(false);
    expect(tabEvidence([tab("open", { isMuted: true }), tab("closed")]).isMuted).toBe(true);
    expect(tabEvidence([tab("asleep", { isMuted: true })]).isMuted).toBe(false);
  });

  it("those that can ring are counted", () => {
    expect(tabEvidence([tab("open"), tab("open"), tab("frozen"), tab("unseen")]).ringing).toBe(2);
    expect(tabEvidence([tab("open", { probe: "unanswered" }), tab("open")]).ringing).toBe(1);
  });

  it("one that never was away speaks for all", () => {
    const back = (returnedAt: number) => tab("open", { returnedAt });
    expect(tabEvidence([back(7), back(5)]).returnedAt).toBe(5);
    expect(tabEvidence([back(7), tab("open")]).returnedAt).toBeNull();
    expect(tabEvidence([back(7), tab("crashed")]).returnedAt).toBe(7);
  });

  it("the one that takes least to mend names the fault", () => {
    const denied = tab("open", { probe: { ...WELL, microphone: "denied" } });
    expect(faultOf(tab("crashed"), denied)).toBe("microphone-denied");
    expect(faultOf(tab("closed"), tab("asleep"))).toBe("page-asleep");
    expect(faultOf(tab("crashed"), tab("frozen"))).toBe("page-frozen");
  });
});

it("knows its faults from what a server says", () => {
  for (const state of ["registered", "not-registered", "off", "absent", "not-reported"])
    expect(isTabFault(state)).toBe(false);
  for (const state of ["page-closed", "page-hung", "microphone-denied"]) expect(isTabFault(state)).toBe(true);
});

describe("what there is to open", () => {
  const PAGE = "https://phone.example/";

  it("is the best tab that is there, a crashed one anew", () => {
    expect(softphoneToOpen([tab("asleep"), tab("open", { id: 2 })], PAGE)).toEqual({
      tab: 2,
      reloads: false,
    });
    expect(softphoneToOpen([tab("crashed"), tab("frozen", { id: 2 })], null)).toEqual({
      tab: 2,
      reloads: false,
    });
    expect(softphoneToOpen([tab("crashed")], PAGE)).toEqual({ tab: 1, reloads: true });
  });

  it("is the page where no tab is there", () => {
    for (const tabs of [[], [tab("closed")], [tab("left")]])
      expect(softphoneToOpen(tabs, PAGE)).toEqual({ page: PAGE });
  });

  it("is nothing where the page is not known", () => {
    expect(softphoneToOpen([tab("closed")], null)).toBeNull();
  });
});
