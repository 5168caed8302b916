import { DEMO, type Emulator, startEmulator } from "../emulator/emulator.ts";
import { type CallOptions, type CallOutcome, call } from "./caller.ts";
import { SIP_HOSTS, sipResolverRules } from "./hosts.ts";
import { type Line, openLine } from "./line.ts";
import { type Registrar, type RegistrarOptions, startRegistrar } from "./registrar.ts";
import { registrationsOf } from "./registrations.ts";
import { startSoftphoneServer } from "./softphone-server.ts";

/** The demo agent's SIP user. */
const USER = DEMO.integrations.userId;

/** The demo agent's SIP password, made up. */
export const SIP_PASSWORD = "made-up-sip-password";

/** The page of the demo agent's softphone. */
export const SOFTPHONE_PAGE = `https://${SIP_HOSTS.page}/`;

/** The page with Exotel's CRM SDK, for the demo agent on the older contract. */
export const CRM_PAGE = `${SOFTPHONE_PAGE}crm`;

/** That agent's SIP user. */
export const CRM_SIP_USER = DEMO.older.sipId.replace("sip:", "");

/** What a browser needs for real calls: a microphone, which makes a beep, and ringing without a click before. */
export const CALL_ARGS = ["--use-fake-device-for-media-stream", "--autoplay-policy=no-user-gesture-required"];

/** An emulator that reports the registration of a real softphone, and what that softphone and its callers need. */
export interface Rig {
  readonly emulator: Emulator;
  readonly registrar: Registrar;
  /** The browser's line to the registrar. */
  readonly line: Line;
  /** For Chromium's --host-resolver-rules; the emulator's are among them. */
  readonly resolverRules: string;
  /** The demo agent's contacts at the registrar: one for each registered page. */
  contacts(): ReturnType<Registrar["contacts"]>;
  /** Takes all of them out of the registrar's location table. */
  removeContacts(): Promise<void>;
  /** Calls a softphone, the demo agent's by default, whether it is on or not. */
  call(options?: Omit<CallOptions, "port">, user?: string): Promise<CallOutcome>;
  close(): Promise<void>;
}

/** @throws Error if kamailio is not installed; the message says how to install it */
export async function startRig(options: RegistrarOptions = {}): Promise<Rig> {
  const { token, userId } = DEMO.older;
  const users = { [USER]: SIP_PASSWORD, [CRM_SIP_USER]: DEMO.older.sipPassword };
  const registrar = await startRegistrar({ users, ...options });
  const line = await openLine(registrar.wssPort);
  const softphone = await startSoftphoneServer(USER, SIP_PASSWORD, { token, userId });
  const callUser = (callOptions: Omit<CallOptions, "port"> = {}, user: string = USER): Promise<CallOutcome> =>
    call(user, { ...callOptions, port: registrar.tcpPort });
  const emulator = await startEmulator({
    registrations: registrationsOf(registrar),
    pagesFrom: `https://${SIP_HOSTS.page}`,
    callSoftphone: async () => outcomeText(await callUser()),
  });
  return {
    emulator,
    registrar,
    line,
    resolverRules: `${emulator.resolverRules}, ${sipResolverRules(line.port, softphone.port)}`,
    contacts: () => registrar.contacts(USER),
    removeContacts: () => registrar.removeContacts(USER),
    call: callUser,
    async close() {
      await Promise.all([emulator.close(), softphone.close(), line.close()]);
      await registrar.stop();
    },
  };
}

/** What a call came to, as the control page says it. */
function outcomeText({ rangAfter, status, reason }: CallOutcome): string {
  const answer = status === null ? "no answer" : `${status} ${reason}`;
  if (rangAfter === null) return `The softphone did not ring: ${answer}.`;
  const rang = `It rang in the softphone's page after ${rangAfter} ms`;
  if (status === 200) return `${rang}, and somebody answered.`;
  return status === 487 ? `${rang}, and nobody answered.` : `${rang}, and it failed then: ${answer}.`;
}
