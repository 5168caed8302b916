import * as v from "valibot";
import type { Account } from "../core/account.ts";
import type { LastOn } from "../core/devices/last-on.ts";
import type { Status } from "../core/devices/status.ts";
import type { Notice } from "../core/notice.ts";
import { asPace } from "../core/polling/pace.ts";
import type { ServerWaits } from "../core/polling/server-waits.ts";
import { asSettings } from "../core/settings.ts";
import type { Journal } from "../core/switching/journal.ts";
import { accountSchema } from "./account-schema.ts";
import { exactly } from "./exactly.ts";
import { journalSchema } from "./journal-schema.ts";
import { lastOnSchema } from "./last-on-schema.ts";
import { noticeSchema } from "./notice-schema.ts";
import { statusSchema } from "./status-schema.ts";
import { waitsSchema } from "./waits-schema.ts";

/**
 * What each item must be, for the background to take it up; what is not goes back to its default. Apart from `ITEMS`, so that
 * pages do without schemas.
 */
export const SCHEMAS = {
  account: exactly<Account | null>()(v.nullable(accountSchema)),
  keepSignedIn: v.boolean(),
  // Nothing hangs on the whole of them: what is missing or out of bounds is put right by itself.
  settings: v.pipe(v.unknown(), v.transform(asSettings)),
  pace: v.pipe(v.unknown(), v.transform(asPace)),
  journal: exactly<Journal | null>()(v.nullable(journalSchema)),
  lastOn: exactly<LastOn>()(lastOnSchema),
  waits: exactly<ServerWaits>()(waitsSchema),
  status: exactly<Status>()(statusSchema),
  notice: exactly<Notice | null>()(v.nullable(noticeSchema)),
};
