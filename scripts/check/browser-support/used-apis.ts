import { join, relative } from "node:path";
import {
  type Identifier,
  isAsExpression,
  isBindingElement,
  isCallExpression,
  isIdentifier,
  isImportDeclaration,
  isInterfaceDeclaration,
  isObjectBindingPattern,
  isParenthesizedExpression,
  isPropertyAccessExpression,
  isStringLiteral,
  isTypeAliasDeclaration,
  isTypeNode,
  isVariableDeclaration,
  type Node,
} from "typescript/unstable/ast";
import { API, type Checker, type Symbol as Declared, type Type } from "typescript/unstable/sync";
import { elementFeatures } from "./element-features.ts";
import { featuresOfSymbol, ownMember } from "./feature-names.ts";

/** Where each feature is used: its name in the compatibility data, with the files, relative to the project. */
export type Uses = Map<string, Set<string>>;

/**
 * The features of the browser that the sources use: of the extension API, of the web and of the language, elements and their
 * attributes. The compiler's types tell which they are. What is in an object that is passed to them is not looked at.
 *
 * @param root the folder of tsconfig.json
 */
export function usedApis(root: string): Uses {
  const uses: Uses = new Map();
  const api = new API({ cwd: root });
  try {
    const [project] = api.updateSnapshot({ openProjects: [join(root, "tsconfig.json")] }).getProjects();
    if (project === undefined) throw new Error("The compiler finds no project.");
    const { program, checker } = project;
    const sources = `${join(root, "src").replaceAll("\\", "/")}/`;
    for (const path of program.getSourceFileNames()) {
      const source = path.startsWith(sources) ? program.getSourceFile(path) : undefined;
      if (source === undefined) continue;
      const file = relative(root, path).replaceAll("\\", "/");
      for (const feature of featuresIn(source, checker)) {
        uses.set(feature, (uses.get(feature) ?? new Set()).add(file));
      }
    }
  } finally {
    api.close();
  }
  return uses;
}

function featuresIn(source: Node, checker: Checker): string[] {
  const names: Identifier[] = [];
  const features: string[] = [];
  const walk = (node: Node): void => {
    // What is erased before the browser sees it.
    if (isTypeNode(node) || isInterfaceDeclaration(node) || isTypeAliasDeclaration(node)) return;
    if (isImportDeclaration(node)) return;
    if (isIdentifier(node)) names.push(node);
    features.push(
      ...destructured(node, checker),
      ...events(node, checker),
      ...undeclared(node, checker),
      ...elementFeatures(node),
    );
    node.forEachChild((child) => {
      walk(child);
    });
  };
  walk(source);
  const symbols = checker.getSymbolAtLocation(names);
  return [...features, ...symbols.flatMap((symbol) => featuresOfSymbol(symbol))];
}

/** What `const { a, b: c } = object` takes from the object. */
function destructured(node: Node, checker: Checker): string[] {
  if (!isObjectBindingPattern(node)) return [];
  const type = checker.getTypeAtLocation(node);
  return node.elements.filter(isBindingElement).flatMap(({ propertyName, name }) => {
    const key = propertyName ?? name;
    if (type === undefined || key === undefined || !isIdentifier(key)) return [];
    return featuresOfSymbol(checker.getPropertyOfType(type, key.text));
  });
}

/** The event to which `addEventListener` listens. */
function events(node: Node, checker: Checker): string[] {
  if (!isCallExpression(node)) return [];
  const [event] = node.arguments;
  const called = node.expression;
  const name = isPropertyAccessExpression(called) ? called.name : called;
  if (!isIdentifier(name) || name.text !== "addEventListener" || !event || !isStringLiteral(event)) return [];
  return featuresOfSymbol(checker.getSymbolAtLocation(name)).map((feature) =>
    feature.replace("addEventListener", `${event.text}_event`),
  );
}

/** What the types of the extension API lack, so that the sources declare it themselves. */
function undeclared(node: Node, checker: Checker): string[] {
  if (isPropertyAccessExpression(node)) {
    const symbol = checker.getSymbolAtLocation(node.name);
    if (!isDeclaredBySources(symbol)) return [];
    return partsOf(checker.getTypeAtLocation(node.expression)).flatMap((part) =>
      ownMember(part.getSymbol(), node.name.text),
    );
  }
  if (!isAsExpression(node)) return [];
  const owners = partsOf(checker.getTypeAtLocation(origin(node.expression, checker))).map((part) =>
    part.getSymbol(),
  );
  if (owners.every((owner) => ownMember(owner, "").length === 0)) return [];
  const type = checker.getTypeAtLocation(node);
  const members = type === undefined ? [] : checker.getPropertiesOfType(type).filter(isDeclaredBySources);
  return members.flatMap(({ name }) => owners.flatMap((owner) => ownMember(owner, name)));
}

/** Where a value came from that was called `unknown`, or something else, on its way. */
function origin(value: Node, checker: Checker): Node {
  if (isAsExpression(value) || isParenthesizedExpression(value)) return origin(value.expression, checker);
  if (!isIdentifier(value)) return value;
  const declaration = checker.getSymbolAtLocation(value)?.valueDeclaration?.resolve();
  const isRenamed = declaration !== undefined && isVariableDeclaration(declaration) && declaration.type;
  return isRenamed && declaration.initializer ? origin(declaration.initializer, checker) : value;
}

function isDeclaredBySources(symbol: Declared | undefined): boolean {
  const declarations = symbol?.declarations ?? [];
  return declarations.length > 0 && declarations.every(({ path }) => !path.includes("/node_modules/"));
}

/** The types of which a type is made. */
function partsOf(type: Type | undefined): readonly Type[] {
  if (type === undefined) return [];
  return type.isIntersectionType() || type.isUnionType() ? type.getTypes().flatMap(partsOf) : [type];
}
