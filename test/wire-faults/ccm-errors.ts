import type { Emulator } from "../emulator/emulator.ts";
import { DEMO } from "../emulator/store.ts";

const { phoneDeviceId: PHONE, sipDeviceId: SIP, readOnlyKey, readOnlyToken } = DEMO.ccm;

type Server = Pick<Emulator, "store" | "faults">;

/** A refusal in CCM's envelope. */
export function errorEnvelope(
  status: number,
  code: number | null,
  words: { description?: string; message?: string },
) {
  const error_data = { code, description: words.description ?? null, message: words.message ?? null };
  const response = { code: status, error_data, status: "failure", data: null };
  return { request_id: "7f1dd1c0ffee4f1eb8bb91d75f1c565a", method: "PUT", http_code: status, response };
}

/** A row of the seed's table of CCM's errors, and what an agent reads of it. */
export interface ErrorRow {
  readonly name: string;
  /** Makes the server refuse what comes after it was read last. */
  readonly arrange: (server: Server) => void;
  /** The account's key; by default one that may do all. */
  readonly key?: { readonly apiKey: string; readonly apiToken: string };
  /** The agent changes the phone's number; by default they switch to the softphone. */
  readonly changesNumber?: true;
  /** What stands in the alert. */
  readonly says: RegExp;
  /** Whether newer pages give it another code. */
  readonly newer?: boolean;
  readonly badge?: string;
}

/** The number that an agent wants: another device of the account has it. */
export const TAKEN_NUMBER = "+919176220002";

export const CCM_ERROR_ROWS: readonly ErrorRow[] = [
  {
    name: "403 1003 Device is unverified",
    arrange: ({ store }) => {
      store.ccmDevice(SIP).verified = false;
    },
    says: /Not switched.*this device is not verified.*Verify it with Exotel, then/,
    newer: true,
  },
  {
    name: "403 1003 Another device is ON",
    // On without our knowledge: the softphone is turned on while a device that no read has shown is on.
    arrange: ({ faults, store }) => {
      const { devices } = store.ccmUser();
      const hold = faults.hold("before", { method: "PUT", when: ({ body }) => isOn(body) });
      void hold.held.then(() => {
        const [phone] = devices;
        if (phone !== undefined) phone.on = true;
        hold.release();
      });
    },
    says: /Not switched.*another device is on. Only one can be on at a time.*Turn it off first/,
    newer: true,
  },
  {
    name: "403 1003 API credentials used are unauthorized",
    key: { apiKey: readOnlyKey, apiToken: readOnlyToken },
    arrange: () => undefined,
    says: /Not switched.*your API key may not do this.*Ask your administrator for a key/,
  },
  {
    name: "403 1003 KYC is incomplete",
    arrange: ({ store }) => {
      store.account().kycComplete = false;
    },
    says: /Not switched.*KYC is not complete.*administrator to complete the KYC/,
  },
  {
    name: "403 1003 trial account",
    arrange: ({ store }) => {
      store.account().trial = true;
    },
    says: /Not switched.*trial account.*upgrade the account/,
  },
  {
    name: "403 1003 This device is not PSTN",
    arrange: ({ store }) => {
      store.ccmDevice(PHONE).type = "sip";
    },
    changesNumber: true,
    says: /this is not a PSTN phone.*Choose one of your phones/,
    newer: true,
    badge: "S?",
  },
  {
    name: "400 1007 device_contact_uri cannot be updated in the same request",
    arrange: ({ faults }) => {
      const description = "device_contact_uri cannot be updated in the same request";
      const json = errorEnvelope(400, 1007, { description });
      faults.once({ kind: "status", status: 400, json }, { method: "PUT" });
    },
    changesNumber: true,
    says: /cannot change the number together with something else.*Change the number first/,
  },
  {
    name: "401 1010 Authentication failed",
    arrange: ({ faults }) => faults.expireToken("ccm"),
    says: /Not switched.*refused your token or key.*“Authentication failed”.*Enter the new key/,
    badge: "KEY",
  },
  {
    name: "404 1018 Device not found",
    arrange: ({ store }) => void store.ccmUser().devices.pop(),
    says: /Not switched.*no longer has this device.*may have removed it/,
  },
  {
    name: "409 1021 Device already exists",
    arrange: () => undefined,
    changesNumber: true,
    says: /already has a device with this number.*Enter another number/,
    newer: true,
  },
  {
    name: "500 1004 Internal Server Error",
    arrange: ({ faults }) => void faults.once({ kind: "status", status: 500 }, { method: "PUT" }),
    says: /Not switched.*had an error \(500\).*“Internal Server Error”.*Try again/,
  },
];

function isOn(body: unknown): boolean {
  return typeof body === "object" && body !== null && "available" in body && body.available === true;
}

/** The request ids of the refusals that the server really sent. */
export function refusedIds({ faults }: Server): string[] {
  const ids: string[] = [];
  faults.always({
    kind: "transform",
    transform: (json, { method }) => {
      const { request_id, http_code } = json as { request_id?: string; http_code?: number };
      if (method === "PUT" && request_id !== undefined && (http_code ?? 0) >= 400) ids.push(request_id);
      return json;
    },
  });
  return ids;
}
