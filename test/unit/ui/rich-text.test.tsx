import type { VNode } from "preact";
import { expect, it } from "vitest";
import { RichText } from "../../../src/ui/rich-text.tsx";
import { Texts } from "../../../src/ui/texts.tsx";

/** What stands in a fragment, as HTML. */
function html(shown: unknown): string {
  if (Array.isArray(shown)) return shown.map(html).join("");
  if (typeof shown !== "object" || shown === null) return String(shown ?? "");
  const { type, props } = shown as VNode<{ children?: unknown }>;
  return typeof type === "string" ? `<${type}>${html(props.children)}</${type}>` : html(props.children);
}

const name = <b>Desk</b>;

it("a message's gaps hold the elements that are given for them", () => {
  const parts = { device: name, number: <bdi>+91804</bdi> };
  expect(html(RichText({ id: "numberOfPhone", parts }))).toBe("<b>Desk</b>: <bdi>+91804</bdi>");
  expect(html(RichText({ id: "popupDevicesOf", parts: { user: name } }))).toBe("Devices of <b>Desk</b>");
});

it("the words between the gaps can stand in elements of their own", () => {
  const around = (words: string) => <i>{words}</i>;
  expect(html(RichText({ id: "settingsDoubt", parts: { minutes: name }, around }))).toBe(
    "<i>Show S? if the softphone was not seen for </i><b>Desk</b><i> minutes</i>",
  );
});

it("texts in a row are each of their own direction", () => {
  expect(html(Texts({ texts: ["a", "b", "c"] }))).toBe("<bdi>a</bdi>, <bdi>b</bdi>, <bdi>c</bdi>");
});
