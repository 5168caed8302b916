import {
  isInterfaceDeclaration,
  isModuleDeclaration,
  isVariableDeclaration,
  type Node,
} from "typescript/unstable/ast";
import type { Symbol as Declared } from "typescript/unstable/sync";

const EXTENSION_TYPES = "@types/webextension-polyfill/";
const WEB_TYPES = /\/lib\.dom\.[^/]*$/;
const LANGUAGE_TYPES = /\/lib\.es[^/]*$/;

/** What the compiler's types name otherwise than the compatibility data. */
const LANGUAGE_NAMES: Readonly<Record<string, string>> = {
  CallableFunction: "Function",
  PromiseLike: "Promise",
  ReadonlyArray: "Array",
  ReadonlyMap: "Map",
  ReadonlySet: "Set",
};

/** The names, in the compatibility data, of what a symbol of the sources stands for; none if it is no feature of the browser. */
export function featuresOfSymbol(symbol: Declared | undefined): string[] {
  const found = (symbol?.declarations ?? []).flatMap((declaration) => {
    const { path } = declaration;
    if (!path.includes(EXTENSION_TYPES) && !WEB_TYPES.test(path) && !LANGUAGE_TYPES.test(path)) return [];
    const node = declaration.resolve();
    const name = symbol?.name ?? "";
    if (node === undefined) throw new Error(`The compiler does not find the declaration of ${name}.`);
    const owner = ownerOf(node);
    if (path.includes(EXTENSION_TYPES)) return [extensionFeature(owner, name)];
    return [WEB_TYPES.test(path) ? webFeature(owner, name) : languageFeature(owner, name)];
  });
  return [...new Set(found)];
}

/** The name of a member of the extension API that its types lack; none if `owner` is no part of the extension API. */
export function ownMember(owner: Declared | undefined, member: string): string[] {
  const declaration = owner?.declarations.find(({ path }) => path.includes(EXTENSION_TYPES));
  const node = declaration?.resolve();
  if (node === undefined || owner === undefined) return [];
  return [extensionFeature({ ...ownerOf(node), type: owner.name }, member)];
}

interface Owner {
  /** The namespaces around it, outermost first. */
  readonly modules: readonly string[];
  /** The interface that it belongs to. */
  readonly type: string | null;
  /** The variable in whose type it is: a static member. */
  readonly variable: string | null;
}

function ownerOf(declaration: Node): Owner {
  const owner = { modules: [] as string[], type: null as string | null, variable: null as string | null };
  for (let node = declaration.parent; node !== undefined; node = node.parent) {
    if (isModuleDeclaration(node)) owner.modules.unshift(node.name.text);
    else if (isInterfaceDeclaration(node)) owner.type ??= node.name.text;
    else if (isVariableDeclaration(node) && "text" in node.name) owner.variable ??= node.name.text;
  }
  return owner;
}

function extensionFeature({ modules, type }: Owner, name: string): string {
  const [namespace = "Browser"] = modules;
  const parts = [
    ...(namespace === "Browser" ? [] : [namespace.charAt(0).toLowerCase() + namespace.slice(1)]),
    ...(type === null || type === "Static" || type === "Browser" ? [] : [type]),
    name,
  ];
  return `webextensions.api.${parts.join(".")}`;
}

function webFeature({ type, variable }: Owner, name: string): string {
  if (type !== null) return `api.${type}.${name}`;
  if (variable !== null) return `api.${variable}.${name}_static`;
  return /^[A-Z]/.test(name) ? `api.${name}` : `api.Window.${name}`;
}

function languageFeature({ modules, type }: Owner, name: string): string {
  const owner = type?.replace(/Constructor$/, "");
  const parts = [...modules, ...(owner === undefined ? [] : [LANGUAGE_NAMES[owner] ?? owner]), name];
  return `javascript.builtins.${parts.join(".")}`;
}
