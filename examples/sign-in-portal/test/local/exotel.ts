import { request } from "node:https";
import { Readable } from "node:stream";
import { type Emulator, startEmulator } from "../../../../test/emulator/emulator.ts";

export { DEMO, type Emulator } from "../../../../test/emulator/emulator.ts";

/** Exotel, emulated on loopback, and a `fetch` that reaches it. */
export async function startExotel(now: () => number): Promise<{ emulator: Emulator; fetch: typeof fetch }> {
  const emulator = await startEmulator({ now });
  return { emulator, fetch: fetchFrom(emulator) };
}

/** A `fetch` that reaches an emulator under Exotel's own host name, with its certificate checked. */
export function fetchFrom({ port, certificate }: Pick<Emulator, "port" | "certificate">): typeof fetch {
  return async (input, init) => {
    const { url, method, headers, signal, body, redirect } = new Request(input, init);
    const { host, pathname } = new URL(url);
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: "127.0.0.1",
          port,
          servername: host,
          ca: certificate,
          agent: false,
          method,
          path: pathname,
          headers: { ...Object.fromEntries(headers), host },
          signal,
        },
        (answer) => {
          const { statusCode: status = 0 } = answer;
          if (redirect === "error" && status >= 300 && status < 400) return void sent.destroy(new Error());
          const fields = Object.entries(answer.headers).flatMap(([name, value]) =>
            value === undefined ? [] : [[name, String(value)] as [string, string]],
          );
          const stream = Readable.toWeb(answer) as ReadableStream<Uint8Array>;
          resolve(new Response(stream, { status, headers: fields }));
        },
      );
      sent.on("error", () => reject(signal.aborted ? signal.reason : new TypeError("fetch failed")));
      if (body === null) sent.end();
      else Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]).pipe(sent);
    });
  };
}
