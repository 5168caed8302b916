import { createHash } from "node:crypto";
import type { Plugin } from "vite";

/** A page's link to a style sheet of the package, with the blanks before it. */
const LINK = /\s*<link rel="stylesheet"[^>]* href="\/([^"]+)">/g;
/** Where a policy says which style sheets a page may have; what is added to it comes last. */
const STYLE_SRC = /(?<=style-src 'self')/;

/** How a content security policy names an element's text. */
export function policyHash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** The text of a page's own style element; `null` where it has none. */
export function styleOf(html: string): string | null {
  return /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? null;
}

/**
 * Writes the style sheets of one page into it, and their hash into the manifest's policy, which otherwise allows only
 * files of the package.
 *
 * A page that is to be painted soonest would wait for them: its script does not run before they are there.
 *
 * @param page The page, as its path in the package.
 */
export function inlineStyle(page: string): Plugin {
  return {
    name: "inline-style",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const sourceOf = (fileName: string): string => {
          const file = bundle[fileName];
          return file?.type === "asset" ? String(file.source) : this.error(`There is no ${fileName}.`);
        };
        const html = sourceOf(page);
        const sheets = [...html.matchAll(LINK)].map(([, fileName = ""]) => fileName);
        const style = sheets.map((fileName) => sourceOf(fileName).trim()).join("");
        if (style === "" || style.includes("</"))
          return this.error(`${page} has no style to be written into it.`);
        const manifest = sourceOf("manifest.json");
        if (!STYLE_SRC.test(manifest)) return this.error("The manifest's policy has no style-src 'self'.");

        const others = Object.values(bundle).filter(
          ({ fileName }) => fileName !== page && /\.html$/.test(fileName),
        );
        const isShared = (sheet: string): boolean =>
          others.some(({ fileName }) => sourceOf(fileName).includes(sheet));
        for (const sheet of sheets) if (!isShared(sheet)) delete bundle[sheet];
        const put = (fileName: string, source: string): void => {
          const file = bundle[fileName];
          if (file?.type === "asset") file.source = source;
        };
        const element = `    <style>${style}</style>\n  </head>`;
        put(
          page,
          html.replace(LINK, "").replace(/ *<\/head>/, () => element),
        );
        put(
          "manifest.json",
          manifest.replace(STYLE_SRC, () => ` ${policyHash(style)}`),
        );
      },
    },
  };
}
