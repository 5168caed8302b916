import {
  isIdentifier,
  isJsxAttribute,
  isJsxOpeningElement,
  isJsxSelfClosingElement,
  isStringLiteral,
  type Node,
} from "typescript/unstable/ast";

/** What Preact takes for itself, and what each browser has had for ever. */
const NO_FEATURE = /^(?:key|ref|class|role|style|aria-.*|data-.*)$/;

/** The features that an element in a page's sources uses: itself, its attributes, and the events to which it listens. */
export function elementFeatures(node: Node): string[] {
  if (!isJsxOpeningElement(node) && !isJsxSelfClosingElement(node)) return [];
  const { tagName, attributes } = node;
  if (!isIdentifier(tagName) || !/^[a-z]/.test(tagName.text)) return [];
  const element = `html.elements.${tagName.text}`;
  return [element, ...attributes.properties.flatMap((attribute) => attributeFeatures(element, attribute))];
}

function attributeFeatures(element: string, attribute: Node): string[] {
  if (!isJsxAttribute(attribute) || !isIdentifier(attribute.name)) return [];
  const name = attribute.name.text;
  if (NO_FEATURE.test(name)) return [];
  if (/^on[A-Z]/.test(name)) return [`api.Element.${name.slice(2).toLowerCase()}_event`];
  // Of an input, the data has an entry for each value instead.
  if (name !== "type" || !element.endsWith(".input")) return [`${element}.${name}`];
  const value = attribute.initializer;
  return value !== undefined && isStringLiteral(value) ? [`${element}.type_${value.text}`] : [];
}
