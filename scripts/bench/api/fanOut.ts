import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { WebSocket } from "ws";
import { openDatabase } from "../../../src/db/database.ts";
import { publishEventsPass } from "../../../src/jobs/workers/publishEvents.worker.ts";
import { systemClock } from "../../../src/kernel/time/clock.ts";
import type { ApiWorld } from "./apiWorld.ts";
import { processorSeconds } from "./processTimes.ts";

const SOCKETS = 1_000;
const EVENTS = 100;
/** Sockets that are opened at a time, as clients come in a minute and not in an instant. */
const AT_ONCE = 50;
const PATIENCE_MS = 120_000;
const EVENTS_OF =
  "subscription($after: UInt256) { events(after: $after) { id type sequence objectId snapshot } }";

export interface FanOut {
  readonly messages: number;
  readonly messagesPerSecond: number;
  /** Milliseconds from the publication to the first and to the last message. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Processor milliseconds per message of the sending process. */
  readonly cpu: number;
}

/** Events of one merchant, published at once while 1,000 sockets follow them: each gets each. */
export async function fanOut(world: ApiWorld): Promise<FanOut> {
  const [newest] = await world.query<{ last: number }>(
    "SELECT coalesce(max(sequence), 0) AS last FROM events",
  );
  const sockets = await open(world.api.url, "/graphql", (socket, turn) => {
    const key = world.keys[turn % world.keys.length];
    socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${key}` } }));
    socket.once("message", () => {
      const variables = { after: String(newest?.last ?? 0) };
      socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query: EVENTS_OF, variables } }));
    });
  });
  const database = await openDatabase({ url: world.databaseUrl });
  try {
    await publish(database); // what was left over from before
    await drained(sockets);
    await create(world);
    return await timed(sockets, world.api.pid, () => publish(database));
  } finally {
    await database.close();
    await close(sockets);
  }
}

/** The least that could be done: the same texts from memory to as many sockets. */
export async function rawFanOut(world: ApiWorld): Promise<FanOut> {
  const sockets = await open(world.raw.url, "/feed", () => undefined);
  try {
    return await timed(sockets, world.raw.pid, async () => {
      const answer = await fetch(`${world.raw.url}/broadcast`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ messages: EVENTS }),
      });
      await answer.text();
    });
  } finally {
    await close(sockets);
  }
}

async function create(world: ApiWorld): Promise<void> {
  const query =
    "mutation($input: PaymentCreateInput!) { paymentCreate(input: $input) { userErrors { code } } }";
  for (let index = 0; index < EVENTS; index += 1) {
    const input = { assetId: world.assetId, amount: "12.5", idempotencyKey: randomUUID() };
    const answer = await fetch(`${world.api.url}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${world.keys[index % world.keys.length]}`,
      },
      body: JSON.stringify({ query, variables: { input } }),
    });
    const text = await answer.text();
    if (!text.includes('"userErrors":[]')) throw new Error(text);
  }
}

async function publish(database: Awaited<ReturnType<typeof openDatabase>>): Promise<void> {
  const pass = publishEventsPass({ database, clock: systemClock, onPublished: () => undefined });
  while (await pass());
}

type Counted = WebSocket & { received: number };

async function open(
  origin: string,
  path: string,
  begin: (socket: WebSocket, turn: number) => void,
): Promise<Counted[]> {
  const sockets: Counted[] = [];
  for (let turn = 0; turn < SOCKETS; turn += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, index) => {
      const socket = new WebSocket(origin.replace("http", "ws") + path, "graphql-transport-ws");
      const counted = Object.assign(socket, { received: 0 });
      socket.on("message", (data) => {
        if (String(data).includes('"next"')) counted.received += 1;
      });
      socket.once("open", () => begin(socket, turn + index));
      return counted;
    });
    await Promise.all(some.map((socket) => once(socket, "open")));
    sockets.push(...some);
  }
  return sockets;
}

/** Waits until nothing has come for a while: every subscription stands. */
async function drained(sockets: readonly Counted[]): Promise<void> {
  for (let before = -1, now = 0; before !== now; ) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    now = sockets.reduce((sum, { received }) => sum + received, 0);
  }
  for (const socket of sockets) socket.received = 0;
}

async function timed(sockets: readonly Counted[], pid: number, work: () => Promise<void>): Promise<FanOut> {
  const wanted = SOCKETS * EVENTS;
  const cpuBefore = processorSeconds(pid);
  const received = () => sockets.reduce((sum, socket) => sum + socket.received, 0);
  const start = performance.now();
  await work();
  let first = 0;
  for (let count = received(); count < wanted; count = received()) {
    if (count > 0 && first === 0) first = performance.now();
    if (performance.now() - start > PATIENCE_MS) throw new Error(`${count} of ${wanted} messages came`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const end = performance.now();
  return {
    messages: wanted,
    messagesPerSecond: Math.round((wanted * 1_000) / (end - start)),
    firstMs: Math.round((first || end) - start),
    lastMs: Math.round(end - start),
    cpu: Math.round(((processorSeconds(pid) - cpuBefore) * 1e6) / wanted) / 1e3,
  };
}

async function close(sockets: readonly Counted[]): Promise<void> {
  for (const socket of sockets) socket.terminate();
}
