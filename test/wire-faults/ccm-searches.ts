import { DEMO } from "../emulator/emulator.ts";
import { type Fault, page } from "../emulator/faults.ts";
import { type Fields, instead, REDIRECTS, refusal, words } from "./ccm-strikes.ts";
import { CREDENTIALS_REFUSED, MISREAD, NOT_EXOTELS, notExotels, type Sample } from "./row.ts";
import { TRICKY } from "./strikes.ts";

const { userId, sipUri, email } = DEMO.ccm;

/** What befalls the list of users while an agent looks for themselves. */
export interface SearchFault {
  readonly name: string;
  readonly strikes: readonly Fault[];
  /** The alert; `null` where the user ID is filled in all the same. */
  readonly problem: string | null;
  /** How many requests there are at most. */
  readonly requests: number;
  /** Whether the key is refused, and so tried in the other region, too. */
  readonly isRefused?: true;
  readonly sample?: Sample;
}

/** The list's records, of which the last one is about the agent if asked for. */
const listed = (ids: readonly (string | number)[], over: Fields = {}): unknown[] =>
  ids.map((id) => ({
    code: 200,
    status: "success",
    data: { id, first_name: "A", last_name: "B", email: id === userId ? email : null, devices: [], ...over },
  }));
const list = (total: unknown, records: unknown): Fault =>
  ({ kind: "transform", transform: () => ({ metadata: { total }, response: records }) }) as const;
const NO_END = `${MISREAD} Its list of users does not end.`;
const badList = (field: string): string => `${MISREAD} Its field “${field}” is missing or wrong.`;

export const CCM_SEARCH_FAULTS: readonly SearchFault[] = [
  {
    name: "A total that is too large; the pages end all the same",
    strikes: [
      {
        kind: "transform",
        transform: (_json, { query }) => ({
          metadata: { total: 1_000_000 },
          response: query.offset === "0" ? listed([userId]) : [],
        }),
      },
    ],
    problem: null,
    requests: 2,
  },
  {
    name: "A total that is too small: what the page holds counts",
    strikes: [list(0, listed([userId]))],
    problem: null,
    requests: 1,
  },
  {
    name: "Nobody but others, as where the filter is not known",
    strikes: [list(2, listed(["usr_x", 7]))],
    problem: "Exotel found no such user in this account.",
    requests: 2,
  },
  {
    name: "No email in any record: the server's word counts",
    strikes: [list(1, listed([userId], { email: undefined }))],
    problem: null,
    requests: 1,
  },
  {
    name: "No match: no list, an empty one without a total, or a 404",
    strikes: [
      ...[{ response: null }, { response: [] }].map(
        (json): Fault => ({ kind: "transform", transform: () => json }),
      ),
      { kind: "status", status: 404 },
      list(1, [{ code: 404, status: "failure", data: null }]),
    ],
    problem: "Exotel found no such user in this account.",
    requests: 2,
  },
  {
    name: "The same page for ever",
    strikes: [list(1_000_000, listed(["usr_x", "usr_y"]))],
    problem: NO_END,
    requests: 2,
  },
  {
    name: "Pages without end, of other users",
    strikes: [
      {
        kind: "transform",
        transform: (_json, { query }) => ({
          metadata: { total: 1_000_000 },
          response: listed([`usr_${query.offset}`]),
        }),
      },
    ],
    problem: `${MISREAD} It lists the wrong users.`,
    requests: 10,
  },
  {
    name: "`metadata.total` is missing, a text, a fraction, or below 0: the list is as long as it goes on",
    strikes: [undefined, "1", 0.5, -1].map((total) => list(total, listed([userId]))),
    problem: null,
    requests: 2,
  },
  {
    name: "One user instead of a list",
    strikes: [list(1, { status: "success", data: { id: userId } })],
    problem: badList("response"),
    requests: 1,
  },
  {
    name: "A record that has failed and has no code, or has no status",
    strikes: [list(1, [{ status: "failure", data: null }]), list(1, [{ data: { id: userId } }])],
    problem: badList("response.0.status"),
    requests: 1,
  },
  {
    name: "A captive portal's login page",
    strikes: [page(200)],
    problem: `${NOT_EXOTELS} It is a web page.`,
    requests: 1,
  },
  {
    name: "401, 403 or 404 with a page, which does not mean that there is nobody",
    strikes: [page(401), page(403), page(404)],
    problem: notExotels("{status}"),
    requests: 1,
  },
  {
    name: "Redirect to the other region's host (it is sent nothing)",
    strikes: REDIRECTS,
    problem: `${NOT_EXOTELS} It sends the browser to another address.`,
    requests: 1,
    sample: "first",
  },
  {
    name: "401 in the envelope alone",
    strikes: [instead(JSON.stringify(refusal(401, words("Authentication failed", null, 1010))))],
    problem: `${CREDENTIALS_REFUSED} Exotel said: “Authentication failed”.`,
    requests: 2,
    isRefused: true,
  },
  {
    name: "Names and addresses of control characters and markup (shown as plain text)",
    strikes: [
      list(
        1,
        listed([userId], {
          first_name: TRICKY,
          last_name: "<img src=x onerror=alert(1)>",
          devices: [{ id: 1, type: "sip", available: false, contact_uri: sipUri }],
        }),
      ),
    ],
    problem: null,
    requests: 1,
  },
];
