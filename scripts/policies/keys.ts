import schema from "../../public/managed-schema.json" with { type: "json" };

/** A key of the administrator's policy, as `managed-schema.json` has it. */
export interface PolicyKey {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly type: "string" | "boolean" | "integer" | "array";
  /** The only values of a string; `null` if there are others. */
  readonly choices: readonly string[] | null;
  /** The bounds of an integer. */
  readonly least: number;
  readonly most: number;
  /** What holds without the key; `null` where the description names no default. */
  readonly standard: PolicyValue | null;
}

export type PolicyValue = string | boolean | number | readonly string[];

/** What an administrator sets, by key. */
export type PolicyValues = Readonly<Record<string, PolicyValue>>;

interface Property {
  readonly title: string;
  readonly description: string;
  readonly type: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** All keys, in the schema's order. */
export const POLICY_KEYS: readonly PolicyKey[] = Object.entries<Property>(schema.properties).map(
  ([name, property]) => {
    const { title, description } = property;
    const type = property.type as PolicyKey["type"];
    return {
      name,
      title,
      description,
      type,
      choices: property.enum ?? null,
      least: property.minimum ?? 0,
      most: property.maximum ?? 0,
      standard: standardOf(type, description),
    };
  },
);

function standardOf(type: PolicyKey["type"], description: string): PolicyValue | null {
  if (type === "array") return [];
  const said = /Default: (.*)\.$/.exec(description)?.[1];
  if (said === undefined) return null;
  if (type === "boolean") return said === "true";
  if (type === "integer") return Number(said);
  return said === "empty" ? "" : said;
}
