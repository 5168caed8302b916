import type { Page } from "playwright-core";

/** The part of Playwright's own page object that is used here; it is not public. */
interface Internals {
  readonly _connection: {
    toImpl(page: Page): {
      readonly delegate: {
        readonly _mainFrameSession: {
          readonly _client: { send(method: string, params: object): Promise<unknown> };
        };
      };
    };
  };
}

/**
 * Lets a page be hidden when its tab is in the background, as without Playwright. Playwright has the browser treat every page as
 * visible, and a visible one is never frozen. Only the debugger session that asked for it can end that, and Playwright has no way
 * to say so.
 *
 * @throws Error if another version of Playwright has moved that session
 */
export async function endFocusEmulation(page: Page): Promise<void> {
  const { _mainFrameSession: session } = (page as unknown as Internals)._connection.toImpl(page).delegate;
  await session._client.send("Emulation.setFocusEmulationEnabled", { enabled: false });
}
