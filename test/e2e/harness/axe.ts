import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type axeCore from "axe-core";
import type { Page } from "playwright-core";

/** Without comments, it is half as long: each page has to be sent it, and to read it. */
const SOURCE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** The rules of WCAG 2.2 up to level AA, and axe's own best practices. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * Looks for accessibility faults in a page of the extension. The debugger puts axe into the page, since the content
 * security policy bars a script tag.
 *
 * @returns a line or more for each fault: rule, impact, what to do, and the elements; none when all is well
 */
export async function axe(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(SOURCE);
  const violations = await page.evaluate(async (tags) => {
    const { axe: injected } = globalThis as unknown as { axe: typeof axeCore };
    const found = await injected.run(document, { runOnly: tags, resultTypes: ["violations"] });
    return found.violations;
  }, TAGS);
  return violations.map(({ id, impact, help, nodes }) => {
    const where = nodes.map((node) => `  ${node.target.join(" ")}: ${node.failureSummary ?? ""}`);
    return [`${id} (${impact ?? "unknown"}): ${help}`, ...where].join("\n");
  });
}
