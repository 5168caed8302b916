/** An element of a parsed document. */
export interface Parsed {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Parsed[];
  /** The text, of an element without others. */
  readonly text: string;
}

const TOKEN =
  /<\?xml [^?]*\?>|<!DOCTYPE [^>]*>|<\/([\w.]+)>|<([\w.]+)((?: [\w:.]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

/**
 * Reads the plain XML of templates and profiles, without namespaces, comments or sections of CDATA.
 *
 * @throws Error where the document is not well formed
 */
export function parseXml(text: string): Parsed {
  const top = { name: "", attributes: {}, children: [] as Parsed[], text: "" };
  const open: { name: string; attributes: Record<string, string>; children: Parsed[]; text: string }[] = [
    top,
  ];
  let end = 0;
  for (const [whole, closed, opened, attributes = "", empty, content] of text.matchAll(TOKEN)) {
    end += whole.length;
    const inner = open.at(-1) ?? top;
    if (opened !== undefined) {
      const element = { name: opened, attributes: attributesOf(attributes), children: [], text: "" };
      inner.children.push(element);
      if (empty === "") open.push(element);
    } else if (closed !== undefined) {
      if (inner.name !== closed || inner === top) throw new Error(`</${closed}> closes <${inner.name}>`);
      open.pop();
    } else if (content !== undefined) inner.text += unescaped(content);
  }
  const [root, ...others] = top.children;
  if (end !== text.length || open.length !== 1 || root === undefined || others.length > 0)
    throw new Error(`Not well formed at ${text.slice(end, end + 40)}`);
  return root;
}

function attributesOf(written: string): Record<string, string> {
  const found = [...written.matchAll(/ ([\w:.]+)="([^"]*)"/g)];
  const attributes = Object.fromEntries(found.map(([, name = "", value = ""]) => [name, unescaped(value)]));
  if (Object.keys(attributes).length < found.length) throw new Error(`An attribute twice in${written}`);
  return attributes;
}

function unescaped(text: string): string {
  return text.replace(/&([^;]*);?/g, (all, name: string) => {
    const meant = all.endsWith(";") ? ENTITIES[name] : undefined;
    if (meant === undefined) throw new Error(`No entity: ${all}`);
    return meant;
  });
}

/** Every element of this name, at any depth. */
export function all(root: Parsed, name: string): readonly Parsed[] {
  return root.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
}

/** What a property list says. */
export function plistValue(node: Parsed): unknown {
  const { name, text, children } = node;
  if (name === "true" || name === "false") return name === "true";
  if (name === "string") return text;
  if (name === "integer" && /^-?\d+$/.test(text)) return Number(text);
  if (name === "array") return children.map(plistValue);
  if (name !== "dict") throw new Error(`No value: <${name}>`);
  const pairs = children.flatMap((key, index) => {
    const value = children[index + 1];
    if (index % 2 === 1) return [];
    if (key.name !== "key" || value === undefined) throw new Error(`No key: <${key.name}>`);
    return [[key.text, plistValue(value)]];
  });
  return Object.fromEntries(pairs);
}
