/** An element of an XML document. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Other elements, or one text. */
  readonly content: readonly Element[] | string;
}

/** Makes an element. Without `content` it is empty. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>> = {},
  content: readonly Element[] | string = [],
): Element {
  return { name, attributes, content };
}

/** Writes a document, indented by two spaces. `doctype` stands between the XML declaration and the root. */
export function xmlDocument(root: Element, doctype = ""): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${doctype}${lines(root, "").join("\n")}\n`;
}

function lines({ name, attributes, content }: Element, indent: string): string[] {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const start = `${indent}<${name}${written.join("")}`;
  if (typeof content === "string") return [`${start}>${escaped(content)}</${name}>`];
  if (content.length === 0) return [`${start}/>`];
  return [`${start}>`, ...content.flatMap((child) => lines(child, `${indent}  `)), `${indent}</${name}>`];
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
