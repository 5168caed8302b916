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

/** Sends something, and waits until it comes back. */
async function echo(socket: Socket): Promise<void> {
  const back = once(socket, "data");
  socket.write("x");
  await back;
}

/** Resolves with whether `happens` has not happened for a while: an absence cannot be waited for. */
async function fails(happens: Promise<unknown>): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 300));
  return await Promise.race([happens.then(() => false), late]);
}

it("passes everything on, the end of either side too", async () => {
  const near = await dial();
  await echo(near);
  const [end] = ends;
  near.destroy();
  await once(end as Socket, "close");
  const other = await dial();
  await echo(other);
  ends.at(-1)?.destroy();
  await once(other, "close");
});

it("passes nothing once it is cut, and no end either", async () => {
  const near = await dial();
  await echo(near);
  line.cut();
  expect(await fails(echo(near))).toBe(true);
  const ended = once(ends[0] as Socket, "close");
  near.destroy();
  expect(await fails(ended)).toBe(true);
  expect(await fails(echo(await dial()))).toBe(true);
});

it("passes new connections again once it is mended", async () => {
  const old = await dial();
  await echo(old);
  line.cut();
  line.mend();
  expect(await fails(echo(old))).toBe(true);
  await echo(await dial());
});
