import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { listeningPort } from "../emulator/http.ts";
import { type Line, openLine } from "./line.ts";

/** The far end: it gives back what it gets. */
const far = createServer((socket) => {
  ends.push(socket);
  socket.pipe(socket);
});
const ends: Socket[] = [];
let line: Line;

beforeEach(async () => {
  far.listen(0, "127.0.0.1");
  await once(far, "listening");
  line = await openLine(listeningPort(far));
});

afterEach(async () => {
  await line.close();
  for (const socket of ends.splice(0)) socket.destroy();
  await new Promise((resolve) => far.close(resolve));
});

async function dial(): Promise<Socket> {
  const socket = connect(line.port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

/** Whether what is sent comes back soon: an absence cannot be waited for. */
async function echoes(socket: Socket): Promise<boolean> {
  socket.write("x");
  return await Promise.race([
    once(socket, "data").then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 300)),
  ]);
}

it("passes everything on, the end of either side too", async () => {
  const near = await dial();
  expect(await echoes(near)).toBe(true);
  const [end] = ends;
  near.destroy();
  await once(end as Socket, "close");
  const other = await dial();
  await echoes(other);
  ends.at(-1)?.destroy();
  await once(other, "close");
});

it("passes nothing once it is cut, and no end either", async () => {
  const near = await dial();
  await echoes(near);
  line.cut();
  expect(await echoes(near)).toBe(false);
  near.destroy();
  await expect(
    Promise.race([
      once(ends[0] as Socket, "close"),
      new Promise((_, reject) => setTimeout(reject, 300, "open")),
    ]),
  ).rejects.toBe("open");
  expect(await echoes(await dial())).toBe(false);
});

it("passes new connections again once it is mended", async () => {
  const old = await dial();
  await echoes(old);
  line.cut();
  line.mend();
  expect(await echoes(old)).toBe(false);
  expect(await echoes(await dial())).toBe(true);
});
