import { describe, expect, it } from "vitest";
import type { Api } from "../../../src/core/api-rules.ts";
import { type MenuInput, menuItems } from "../../../src/core/menu.ts";
import { english } from "../english.ts";
import { BOTH, Desk, MINUTE, PHONE, SOFTPHONE } from "./rules/desk.ts";

const menu = (input: MenuInput) => menuItems(input).filter(({ visible }) => visible);
const titles = (input: MenuInput) => menu(input).map(({ title }) => english([title]));
const marked = (input: MenuInput) => menuItems(input).flatMap(({ id, checked }) => (checked ? [id] : []));

it("is this, on Integrations Core", () => {
  expect(titles(new Desk("integrations-core", {}).input)).toEqual([
    "Only the phone",
    "Only the softphone",
    "Phone and softphone",
    "Ring my phone for a while",
    "15 minutes",
    "30 minutes",
    "60 minutes",
    "Pause rules and alerts for 1 hour",
    "Today",
  ]);
});

it("has these IDs, by which it is known what was chosen", () => {
  const items = menuItems(new Desk("integrations-core", {}).input);
  expect(items.map(({ id, parentId }) => (parentId === undefined ? id : `${parentId}: ${id}`))).toEqual([
    "phone",
    "softphone",
    "both",
    "for-a-while",
    "for-a-while: 15",
    "for-a-while: 30",
    "for-a-while: 60",
    "for-a-while: end-for-a-while",
    "pause",
    "history",
  ]);
});

it.each(["ccm", "usermapping"] as const)(
  "does not offer two devices where only one may be on (%s)",
  (api) => {
    expect(titles(new Desk(api, {}).input)).not.toContain("Phone and softphone");
  },
);

it("is empty without an account, and never has more than six items beside their submenu", () => {
  const { input } = new Desk("integrations-core", {});
  expect(menu({ ...input, account: null })).toEqual([]);
  expect(menuItems(input).filter(({ parentId }) => parentId === undefined)).toHaveLength(6);
});

it("offers the end of what lasts", () => {
  const desk = new Desk("integrations-core", {});
  desk.forAWhile(PHONE, 15);
  desk.pause(60);
  expect(titles(desk.input)).toEqual(
    expect.arrayContaining(["End now", "End the pause of rules and alerts"]),
  );
  expect(titles(desk.input)).not.toContain("Pause rules and alerts for 1 hour");
  const later = titles({ ...desk.input, now: desk.now + 60 * MINUTE });
  expect(later).not.toContain("End now");
  expect(later).toContain("Pause rules and alerts for 1 hour");
});

describe.each<Api>(["integrations-core", "ccm", "usermapping"])("the mark (%s)", (api) => {
  it("is where calls ring", () => {
    const desk = new Desk(api, {});
    for (const [on, id] of [
      [PHONE, "phone"],
      [SOFTPHONE, "softphone"],
    ] as const) {
      desk.elsewhere(on);
      expect(marked(desk.input)).toEqual([id]);
    }
    desk.elsewhere(api === "integrations-core" ? BOTH : { phone: false, sip: false });
    expect(marked(desk.input)).toEqual(api === "integrations-core" ? ["both"] : []);
  });

  it("is nowhere while that is not known", () => {
    const { input } = new Desk(api, {});
    const { status } = input;
    expect(marked(input)).toEqual(["softphone"]);
    const journal = { noDeviceOn: false } as unknown as MenuInput["journal"];
    const reading = status.reading && { ...status.reading, undated: true };
    for (const unknown of [
      { now: input.now + 60 * MINUTE },
      { now: input.now - 60 * MINUTE },
      { status: { ...status, reading: null } },
      { status: { ...status, reading } },
      { status: { ...status, offline: true } },
      { status: { ...status, inDoubt: true } },
      { status: { ...status, credentials: "refused" as const } },
      { journal },
    ])
      expect(marked({ ...input, ...unknown })).toEqual([]);
  });

  it("is nowhere while another device rings as well, or it is not said whether one is on", () => {
    const { input } = new Desk(api, {});
    const reading = input.status.reading;
    if (reading === null) throw new Error("no reading");
    const [phone] = reading.devices;
    if (phone === undefined) throw new Error("no phone");
    const with_ = (device: Partial<typeof phone>) => {
      const devices = [...reading.devices, { ...phone, id: "more", ...device }];
      return { ...input, status: { ...input.status, reading: { ...reading, devices } } };
    };
    expect(marked(with_({ kind: "other", on: true }))).toEqual([]);
    expect(marked(with_({ kind: "other", on: false }))).toEqual(["softphone"]);
    if (api === "usermapping") expect(marked(with_({ on: null }))).toEqual([]);
  });
});
