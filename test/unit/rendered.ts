import type { ComponentChildren, VNode } from "preact";

/** An element of a page, as the page's components make it, without a browser. Components may not use hooks. */
export interface Rendered {
  readonly tag: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly children: readonly (Rendered | string)[];
}

/** The elements that a page's component makes. */
export function rendered(node: ComponentChildren): (Rendered | string)[] {
  if (Array.isArray(node)) return node.flatMap((one: ComponentChildren) => rendered(one));
  if (node === null || node === undefined || typeof node === "boolean") return [];
  if (typeof node !== "object") return [String(node)];
  const { type, props } = node as VNode<{ children?: ComponentChildren }>;
  if (typeof type === "function") return rendered((type as (given: unknown) => ComponentChildren)(props));
  const { children, ...rest } = props;
  return [{ tag: type, props: rest, children: rendered(children) }];
}

/** Every element that fits, in the order of the page. */
export function elements(
  nodes: readonly (Rendered | string)[],
  fits: (one: Rendered) => boolean,
): Rendered[] {
  return nodes.flatMap((node) => {
    if (typeof node === "string") return [];
    const inside = elements(node.children, fits);
    return fits(node) ? [node, ...inside] : inside;
  });
}

const INLINE = new Set(["a", "b", "bdi", "code", "kbd", "span", "strong", "wbr"]);

/** What can be read, each block on a line of its own. */
export function textOf(nodes: readonly (Rendered | string)[]): string {
  const parts = nodes.map((node) => {
    if (typeof node === "string") return node;
    const text = textOf(node.children);
    return INLINE.has(node.tag) ? text : `\n${text}\n`;
  });
  return parts.join("").replace(/\n+/g, "\n");
}

/** What can be read, on one line. */
export function wordsOf(nodes: readonly (Rendered | string)[]): string {
  return textOf(nodes).replace(/\s+/g, " ").trim();
}
