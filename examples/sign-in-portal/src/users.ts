import { readFile } from "node:fs/promises";
import * as v from "valibot";

const Users = v.record(
  v.pipe(v.string(), v.email()),
  v.pipe(v.string(), v.nonEmpty(), v.notValues([".", ".."])),
);

/**
 * The Exotel user of a person; `null` for a person who is none. **Replace it** to ask your own directory.
 *
 * It reads the file each time, so that a person who is taken out of it is refused at once.
 *
 * @param email as the provider has verified it
 */
export async function exotelUserOf(email: string, usersFile: string): Promise<string | null> {
  const users = v.parse(Users, JSON.parse(await readFile(usersFile, "utf8")));
  const wanted = email.toLowerCase();
  return Object.entries(users).find(([known]) => known.toLowerCase() === wanted)?.[1] ?? null;
}
