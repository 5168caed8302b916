import fc from "fast-check";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A change at one place of an answer, found by taking a key after the other modulo how many there are. */
export interface Mutation {
  readonly steps: readonly number[];
  readonly does: "replace" | "remove" | "add" | "rename";
  readonly value: Json;
  readonly key: string;
}

/** Changes that an answer might suffer. `keys` and `values` are those that have a meaning in it. */
export function mutations(keys: readonly string[], values: readonly Json[]): fc.Arbitrary<Mutation> {
  const value = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom<Json>(
        null,
        true,
        false,
        "true",
        "",
        0,
        1,
        -1,
        0.5,
        1e300,
        {},
        [],
        ...values,
      ),
    },
    { weight: 1, arbitrary: fc.jsonValue() as fc.Arbitrary<Json> },
    { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
    { weight: 1, arbitrary: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()) },
  );
  return fc.record({
    steps: fc.array(fc.nat(9), { maxLength: 7 }),
    does: fc.constantFrom("replace", "remove", "add", "rename"),
    value,
    key: fc.oneof(fc.constantFrom(...keys, "__proto__", "constructor"), fc.string({ maxLength: 5 })),
  });
}

/** The answer with one change made. */
export function mutate(json: Json, { steps, does, value, key }: Mutation): Json {
  const [step, ...rest] = steps;
  if (typeof json !== "object" || json === null || step === undefined) {
    return does === "replace" ? value : json;
  }
  const entries: [string, Json][] = Object.entries(json);
  const at = entries.length === 0 ? 0 : step % entries.length;
  const [name, inner] = entries[at] ?? [key, value];
  if (rest.length > 0) entries[at] = [name, mutate(inner, { steps: rest, does, value, key })];
  else if (does === "replace") entries[at] = [name, value];
  else if (does === "remove") entries.splice(at, 1);
  else if (does === "add") entries.push([key, value]);
  else entries[at] = [key, inner];
  return Array.isArray(json) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
}
