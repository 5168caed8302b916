import { OptionsPage } from "../../../src/options/options-page.tsx";
import {
  CCM_DEMO_ENTRIES,
  type CcmEntries,
  DEMO_ENTRIES,
  type Entries,
} from "../../e2e/harness/options-page.ts";
import { WirePage } from "./wire-page.ts";
import type { WireWorld } from "./wire-world.ts";

/** The options page. */
export class WireOptions extends WirePage {
  /** @param place the fragment of its address */
  static async open(world: WireWorld, place = ""): Promise<WireOptions> {
    const page = new WireOptions(world);
    await page.mount(place);
    return page;
  }

  protected component() {
    const { store } = this;
    return <OptionsPage items={store.items()} shortcuts={[]} isPinned={true} reload={store.reload} />;
  }

  /** Fills the form in, with the demo agent unless told otherwise. */
  async enter(entries: Partial<Entries> = {}): Promise<void> {
    const { customerId, appId, userId, token, keepSignedIn } = { ...DEMO_ENTRIES, ...entries };
    await this.check("WebRTC app (Integrations Core)");
    await this.fill("Customer ID", customerId);
    await this.fill("App ID", appId);
    await this.fill("User ID", userId);
    await this.fill("App token", token);
    await this.check("Keep me signed in on this computer", keepSignedIn);
  }

  /** The same for CCM. */
  async enterCcm(entries: Partial<CcmEntries> = {}): Promise<void> {
    const { region, sid, apiKey, apiToken, userId, keepSignedIn } = { ...CCM_DEMO_ENTRIES, ...entries };
    await this.check("Voice account (CCM)");
    await this.fill("Region", region);
    await this.fill("Account SID", sid);
    await this.fill("API key", apiKey);
    await this.fill("API token", apiToken);
    await this.fill("User ID", userId);
    await this.check("Keep me signed in on this computer", keepSignedIn);
  }

  async save(): Promise<void> {
    await this.press("Save and connect");
  }

  /** What the note of success says; `null` where there is none. */
  get connected(): string | null {
    return this.told.find((words) => words.startsWith("Connected")) ?? null;
  }

  /** @throws Error with what the page says instead */
  async saveAndConnect(): Promise<void> {
    await this.save();
    if (this.connected === null) throw new Error(`not connected: ${this.text}`);
  }

  /** Looks the agent up by a number, an email or a SIP address. */
  async findMe(text: string): Promise<void> {
    await this.fill("Phone number or email", text);
    await this.press("Find me");
  }

  /** Whom Find me has filled in, as its note says it; `null` where there is none. */
  get filledIn(): string | null {
    return this.told.find((words) => words.startsWith("User ID filled in")) ?? null;
  }
}
