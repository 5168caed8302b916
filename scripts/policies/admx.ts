import { type PolicyBrowser, registryKey } from "./browser.ts";
import { POLICY_KEYS, type PolicyKey } from "./keys.ts";
import { type Element, element, xmlDocument } from "./xml.ts";

/** Both schemas are described in Microsoft's "Group Policy ADMX Syntax Reference Guide". */
const ROOT = {
  "xmlns:xsd": "http://www.w3.org/2001/XMLSchema",
  "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
  revision: "1.0",
  schemaVersion: "1.0",
  xmlns: "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions",
};

/** Far more than a token has: without a limit of its own, a text ends after 1,023 characters. */
const LONGEST_TEXT = "16384";

/** The administrative template for Windows: where each key goes in the registry. */
export function admx(browser: PolicyBrowser, id: string): string {
  return xmlDocument(
    element("policyDefinitions", ROOT, [
      element("policyNamespaces", {}, [
        element("target", { prefix: "hookswitch", namespace: `Hookswitch.Policies.${browser.short}` }),
      ]),
      element("resources", { minRequiredRevision: "1.0" }),
      element("supportedOn", {}, [
        element("definitions", {}, [
          element("definition", { name: "SUPPORTED", displayName: "$(string.SUPPORTED)" }),
        ]),
      ]),
      element("categories", {}, [
        element("category", { name: "Hookswitch", displayName: "$(string.Hookswitch)" }),
      ]),
      element(
        "policies",
        {},
        POLICY_KEYS.map((key) => policy(key, registryKey(browser, id))),
      ),
    ]),
  );
}

/** The English texts of the same. */
export function adml(browser: PolicyBrowser): string {
  const string = (id: string, text: string): Element => element("string", { id }, text);
  const heading = `Hookswitch (${browser.name})`;
  return xmlDocument(
    element("policyDefinitionResources", ROOT, [
      element("displayName", {}, heading),
      element("description", {}, `Policies of the extension Hookswitch in ${browser.name}.`),
      element("resources", {}, [
        element("stringTable", {}, [
          string("SUPPORTED", `${browser.name} 120 or later`),
          string("Hookswitch", heading),
          ...POLICY_KEYS.flatMap(({ name, title, description, choices }) => [
            string(name, title),
            string(`${name}_Explain`, `${name}: ${description}`),
            ...(choices ?? []).map((choice) => string(choiceId(name, choice), choice)),
          ]),
        ]),
        element(
          "presentationTable",
          {},
          POLICY_KEYS.flatMap((key) => presentation(key)),
        ),
      ]),
    ]),
  );
}

function policy(key: PolicyKey, registry: string): Element {
  const { name, type } = key;
  const shared = {
    name,
    class: "Both",
    displayName: `$(string.${name})`,
    explainText: `$(string.${name}_Explain)`,
    key: registry,
  };
  const place = [
    element("parentCategory", { ref: "Hookswitch" }),
    element("supportedOn", { ref: "SUPPORTED" }),
  ];
  // The policy is a switch: enabled is true, disabled false.
  if (type === "boolean")
    return element("policy", { ...shared, valueName: name }, [
      ...place,
      element("enabledValue", {}, [element("decimal", { value: "1" })]),
      element("disabledValue", {}, [element("decimal", { value: "0" })]),
    ]);
  return element("policy", { ...shared, presentation: `$(presentation.${name})` }, [
    ...place,
    element("elements", {}, [entry(key, registry)]),
  ]);
}

/** The field that an administrator fills in. */
function entry({ name, type, choices, least, most }: PolicyKey, registry: string): Element {
  const field = { id: name, valueName: name, required: "true" };
  if (type === "array") return element("list", { id: name, key: `${registry}\\${name}`, valuePrefix: "" });
  if (type === "integer")
    return element("decimal", { ...field, minValue: String(least), maxValue: String(most) });
  if (choices === null) return element("text", { ...field, maxLength: LONGEST_TEXT });
  const items = choices.map((choice) =>
    element("item", { displayName: `$(string.${choiceId(name, choice)})` }, [
      element("value", {}, [element("string", {}, choice)]),
    ]),
  );
  return element("enum", field, items);
}

function presentation({ name, title, type, choices }: PolicyKey): Element[] {
  if (type === "boolean") return [];
  const field = (): Element => {
    if (type === "array") return element("listBox", { refId: name }, title);
    if (type === "integer") return element("decimalTextBox", { refId: name }, title);
    if (choices !== null) return element("dropdownList", { refId: name, noSort: "true" }, title);
    return element("textBox", { refId: name }, [element("label", {}, title)]);
  };
  return [element("presentation", { id: name }, [field()])];
}

function choiceId(name: string, choice: string): string {
  return `${name}_${choice.replaceAll("-", "_")}`;
}
