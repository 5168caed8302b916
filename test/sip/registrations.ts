import type { Registration } from "../emulator/registrations.ts";
import type { Registrar } from "./registrar.ts";

/**
 * What the emulator reports of a softphone, by the registrar's location table: registered as long as a contact is there, and
 * last seen when one of them last registered. `last_seen` stays after the last contact is gone.
 */
export function registrationsOf(
  registrar: Pick<Registrar, "contacts">,
): (addressOfRecord: string) => Promise<Registration> {
  const lastSeen = new Map<string, number>();
  return async (addressOfRecord) => {
    const user = addressOfRecord.split("@")[0] ?? "";
    const contacts = await registrar.contacts(user);
    for (const { lastModified } of contacts)
      lastSeen.set(user, Math.max(lastModified, lastSeen.get(user) ?? 0));
    return { registered: contacts.length > 0, lastSeen: lastSeen.get(user) ?? null };
  };
}
