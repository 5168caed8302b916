/** Runs the emulator by itself: `tsx test/emulator/main.ts [https-port] [control-port]`. */
import { DEMO, startEmulator } from "./emulator.ts";

const [port = 8443, controlPort = 8080] = process.argv.slice(2).map(Number);
const emulator = await startEmulator({ port, controlPort });
const { customerId, appId, userId, token } = DEMO.integrations;
console.log(`Exotel emulator
  APIs          https://127.0.0.1:${emulator.port}, told apart by the Host header
  control page  ${emulator.controlUrl}

Open it in Chromium with
  --host-resolver-rules="${emulator.resolverRules}"
  --ignore-certificate-errors-spki-list=${emulator.spkiHash} --user-data-dir=/tmp/hookswitch-demo

Integrations Core demo agent: ${customerId} / ${appId} / ${userId}, token ${token}
CCM demo agent: account ${DEMO.ccm.sid} in ${DEMO.ccm.region}, key ${DEMO.ccm.apiKey}, token ${DEMO.ccm.apiToken}, ${DEMO.ccm.email}

Ctrl+C ends it.`);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void emulator.close().then(() => process.exit(0));
  });
}
