import { type Api, DEMO, type Store } from "./store.ts";

/** What somebody else does to the demo agent's devices, or their softphone by itself. */
export const ELSEWHERE: Readonly<Record<Api, Readonly<Record<string, (store: Store) => void>>>> = {
  integrations: {
    connect: (store) => store.connectSoftphone(),
    drop: (store) => store.dropSoftphone(),
    crash: (store) => store.crashSoftphone(),
    phone: (store) => store.setIntegrations({ phone: true, sip: false }),
    sip: (store) => store.setIntegrations({ phone: false, sip: true }),
    both: (store) => store.setIntegrations({ phone: true, sip: true }),
  },
  older: {
    phone: (store) => store.setOlder({ phone: true, sip: false }),
    sip: (store) => store.setOlder({ phone: false, sip: true }),
    // What turning a device on does to the other one is not documented.
    keepsOther({ olderOptions }) {
      olderOptions.togglesOther = !olderOptions.togglesOther;
    },
  },
  ccm: {
    phone: (store) => store.setCcmOn(DEMO.ccm.phoneDeviceId),
    sip: (store) => store.setCcmOn(DEMO.ccm.sipDeviceId),
    none: (store) => store.setCcmOn(null),
  },
};
