import type { Api } from "../core/api-rules.ts";
import type { Assignment, Reading, WriteAnswer } from "../core/devices/device.ts";

/**
 * The port that each of Exotel's device APIs implements. Every method throws `ExotelError` only. For a parameter that is not
 * allowed, it throws `invalid-request` and sends nothing.
 */
export interface DeviceApi {
  readonly api: Api;

  /** Reads every device of the agent. */
  read(): Promise<Reading>;

  /**
   * Turns devices on and off in one request.
   *
   * @param change on Integrations Core, every device, with at least one on; on CCM and by the older contract, exactly one device
   */
  write(change: Assignment): Promise<WriteAnswer>;

  /**
   * Changes a PSTN device's number (CCM only). New calls stop going to the old number at once. The new one rings only after it is
   * verified.
   *
   * @param number in E.164
   */
  changeNumber?(deviceId: string, number: string): Promise<WriteAnswer>;
}
