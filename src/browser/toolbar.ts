import type { Badge, BadgeColour } from "../core/devices/badge.ts";
import { message, type Sentences } from "../core/message.ts";
import { browser } from "./extension.ts";
import { inPlainWords } from "./i18n.ts";

/** Each background with a legible text colour (contrast at least 4.5:1). */
const COLOURS: Readonly<Record<BadgeColour, readonly [background: string, text: string]>> = {
  green: ["#1a7f37", "#ffffff"],
  grey: ["#5f6368", "#ffffff"],
  amber: ["#f5a700", "#000000"],
  red: ["#c5221f", "#ffffff"],
  blue: ["#1a5fb4", "#ffffff"],
};

/** Paints the toolbar for all tabs: the badge, and the tooltip in the agent's language. */
export async function paint({ text, colour }: Badge, title: Sentences): Promise<void> {
  const [background, foreground] = COLOURS[colour];
  // Chrome has all of these since version 110.
  await Promise.all([
    browser.action.setBadgeText({ text }),
    browser.action.setBadgeBackgroundColor({ color: background }),
    browser.action.setBadgeTextColor({ color: foreground }),
    browser.action.setTitle({ title: inPlainWords(message("toolbarTitle", { text: { sentences: title } })) }),
  ]);
}
