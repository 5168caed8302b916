import { type Fault, page } from "../emulator/faults.ts";
import { HOSTS } from "../emulator/store.ts";
import type { Sample } from "./row.ts";

/** What befalls an answer to a switch, which is otherwise made (`done`), or not. */
export interface OddAnswer {
  readonly name: string;
  readonly strikes: readonly Fault[];
  readonly done: boolean;
  readonly sample?: Sample;
}

const body = (text: string, over: { status?: number } = {}): Fault => ({
  kind: "body",
  body: text,
  ...over,
});
const redirect = (status: number, location: string): Fault => ({
  kind: "status",
  status,
  headers: { location },
  json: {},
});

export const CORE_ODD_ANSWERS: readonly OddAnswer[] = [
  { name: "a captive portal's login page", strikes: [page(200)], done: false, sample: "first" },
  ...[401, 403, 404, 502].map(
    (status): OddAnswer => ({ name: `a page with ${status}`, strikes: [page(status)], done: false }),
  ),
  { name: "a redirect within the host", strikes: [redirect(307, "/v2/integrations/elsewhere")], done: false },
  {
    name: "a redirect to another host",
    strikes: [redirect(307, `https://${HOSTS.mumbai}/v2/`)],
    done: false,
    sample: "first",
  },
  { name: "nothing, with status 204", strikes: [body("", { status: 204 })], done: true },
  { name: "JSON that is cut off", strikes: [body('{"success":true,"data":{"user_id"')], done: true },
  {
    name: "300 KiB",
    strikes: [body(JSON.stringify({ success: true, pad: "x".repeat(300 * 1024) }))],
    done: true,
  },
  {
    name: "another user's answer",
    strikes: [{ kind: "transform", transform: (json) => withUser(json, "agent_999") }],
    done: true,
  },
];

function withUser(json: unknown, userId: string): unknown {
  const { data, ...rest } = json as { data: object };
  return { ...rest, data: { ...data, user_id: userId } };
}
