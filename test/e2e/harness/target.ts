import type { CDPSession } from "playwright-core";

/** A command of the debugger's protocol. */
export type TargetCommand = readonly [method: string, params?: object];

/**
 * Sends commands, one after the other, to a target with which Playwright gives no session, such as the worker or the real popup.
 *
 * @param browserCdp a debugger session with the browser
 * @param heard takes the parameters of each event that comes meanwhile
 * @returns the result of the last command
 * @throws Error with the answer, where a command is refused; or where the target goes before it answers
 */
export async function sendToTarget<T>(
  browserCdp: CDPSession,
  targetId: string,
  commands: readonly TargetCommand[],
  heard: (params: Record<string, unknown>) => void = () => undefined,
): Promise<T> {
  const { sessionId } = await browserCdp.send("Target.attachToTarget", { targetId, flatten: false });
  let resolve: (result: T) => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const answered = new Promise<T>((resolved, rejected) => {
    [resolve, reject] = [resolved, rejected];
  });
  const take = (event: { sessionId: string; message: string }): void => {
    if (event.sessionId !== sessionId) return;
    const { id, params, result, error } = JSON.parse(event.message);
    if (error !== undefined) reject(new Error(event.message));
    else if (id === undefined) heard(params);
    else if (id === commands.length - 1) resolve(result);
  };
  const gone = (event: { sessionId: string }): void => {
    if (event.sessionId === sessionId) reject(new Error(`The target has gone: ${targetId}`));
  };
  browserCdp.on("Target.receivedMessageFromTarget", take);
  browserCdp.on("Target.detachedFromTarget", gone);
  const sendAll = async (): Promise<void> => {
    for (const [id, [method, params = {}]] of commands.entries()) {
      const message = JSON.stringify({ id, method, params });
      await browserCdp.send("Target.sendMessageToTarget", { sessionId, message });
    }
  };
  try {
    const [last] = await Promise.all([answered, sendAll()]);
    return last;
  } finally {
    browserCdp.off("Target.receivedMessageFromTarget", take);
    browserCdp.off("Target.detachedFromTarget", gone);
    await browserCdp.send("Target.detachFromTarget", { sessionId }).catch(() => undefined);
  }
}
