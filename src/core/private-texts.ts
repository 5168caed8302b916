import type { Account } from "./account.ts";
import type { Status } from "./devices/status.ts";

/** What is known of the agent and the account that is nobody else's business: names, numbers, addresses and IDs. */
export function privateTexts({
  account,
  status,
}: {
  account: Account | null;
  status: Status;
}): readonly string[] {
  const { reading } = status;
  const devices = reading?.devices ?? [];
  const ids =
    account === null ? [] : Object.entries(account).filter(([key]) => key !== "api" && key !== "region");
  return [
    ...ids.map(([, id]) => String(id)),
    reading?.userId,
    reading?.userName,
    ...devices.flatMap(({ name, address }) => [name, address]),
  ].filter((text): text is string => typeof text === "string" && text !== "");
}

/** The shortest part of a number or a name by which it is recognised, in characters. */
const SHORTEST = 4;
/** The digits of most numbers without the country's code. */
const NATIONAL = 10;

/**
 * Removes these texts from a server's words. It finds a number however it is written, and the part of an address before the host.
 */
export function withoutPrivate(texts: readonly string[]): (text: string) => string {
  const forms = texts.flatMap((text) => {
    const digits = text.replace(/\D/g, "");
    return [text, digits, digits.slice(-NATIONAL), text.replace(/^sips?:/, "").split("@")[0] ?? ""];
  });
  const found = [...new Set(forms)].filter(({ length }) => length >= SHORTEST);
  // The longest first, so that no part of it is left.
  const sorted = found.sort((a, b) => b.length - a.length);
  return (text) => sorted.reduce((rest, one) => rest.replaceAll(one, "(removed)"), text);
}
