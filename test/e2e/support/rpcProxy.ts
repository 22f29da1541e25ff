import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Transaction } from "ethers";
import type { Hex } from "../../../src/kernel/ids/chainIds.ts";

export interface RpcCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** What happens to a call instead of being answered; afterwards its connection is cut. */
export type Fault = (call: RpcCall, forward: () => Promise<unknown>) => Promise<void>;

/** Stands between a program and its node: counts calls, keeps what was sent, and breaks what it is told to break. */
export interface RpcProxy {
  readonly url: string;
  readonly counts: ReadonlyMap<string, number>;
  /** Every raw transaction, each time the program handed it over. */
  readonly sent: readonly Hex[];
  /** Lets `fault` have the next call that matches. Resolves with that call once the fault is done. */
  breakNext(matches: (call: RpcCall) => boolean, fault: Fault): Promise<RpcCall>;
  /** Changes every answer from now on, as a node that lies; null: no more. */
  tamper(change: Tampering | null): void;
  /** Refuses calls from now on as `status` says, or cuts their connections; null: no more. */
  refuse(refusal: Refusal | null): void;
  /** Answers nothing from now on. Returns how to let everything through again. */
  hold(): () => void;
  close(): Promise<void>;
}

/** How a call is refused, if it is: by an HTTP status with headers, or without a word. */
export type Refusal = (
  call: RpcCall,
) => { status: number; headers?: Record<string, string> } | "CUT" | undefined;

/** What a caller is told instead of the node's result. */
export type Tampering = (call: RpcCall, result: unknown) => unknown;

interface Trap {
  readonly matches: (call: RpcCall) => boolean;
  readonly fault: Fault;
  readonly done: PromiseWithResolvers<RpcCall>;
}

export async function startRpcProxy(nodeUrl: string): Promise<RpcProxy> {
  const counts = new Map<string, number>();
  const sent: Hex[] = [];
  const traps: Trap[] = [];
  let gate = Promise.resolve();
  let tampering: Tampering | null = null;
  let refusing: Refusal | null = null;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const { method, params } = JSON.parse(body) as RpcCall;
    const call = { method, params };
    counts.set(method, (counts.get(method) ?? 0) + 1);
    if (method === "eth_sendRawTransaction") sent.push(params[0] as Hex);
    await gate;
    const refusal = refusing?.(call);
    if (refusal === "CUT") return void response.destroy();
    if (refusal) return void response.writeHead(refusal.status, refusal.headers).end();
    const trap = traps.findIndex(({ matches }) => matches(call));
    const [sprung] = trap === -1 ? [] : traps.splice(trap, 1);
    const forward = () => ask(nodeUrl, body);
    if (sprung) {
      await sprung.fault(call, forward).then(() => sprung.done.resolve(call), sprung.done.reject);
      return void response.destroy();
    }
    response.setHeader("content-type", "application/json");
    const answer = await forward();
    response.end(tampering ? changed(answer, (result) => tampering?.(call, result)) : answer);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy()); // to the program: no answer
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // a TCP server's address is never a string
    counts,
    sent,
    breakNext(matches, fault) {
      const done = Promise.withResolvers<RpcCall>();
      traps.push({ matches, fault, done });
      return done.promise;
    },
    tamper(change) {
      tampering = change;
    },
    refuse(refusal) {
      refusing = refusal;
    },
    hold() {
      const opened = Promise.withResolvers<void>();
      gate = opened.promise;
      return opened.resolve;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Whether a call hands over a transaction that calls this function. */
export function isSendOf(selector: string): (call: RpcCall) => boolean {
  return ({ method, params }) => method === "eth_sendRawTransaction" && calls(params[0] as Hex, selector);
}

/** Whether a raw transaction calls the function with this selector. */
export function calls(raw: Hex, selector: string): boolean {
  return Transaction.from(raw).data.startsWith(selector);
}

/** What `change` throws is the node's error instead. */
function changed(answer: string, change: (result: unknown) => unknown): string {
  const { result, ...rest } = JSON.parse(answer) as { result?: unknown };
  if (result === undefined) return answer;
  try {
    return JSON.stringify({ ...rest, result: change(result) });
  } catch (error) {
    const { message } = error as Error;
    return JSON.stringify({ ...rest, error: { code: -32_005, message } });
  }
}

async function ask(url: string, body: string): Promise<string> {
  const headers = { "content-type": "application/json" };
  return (await fetch(url, { method: "POST", headers, body })).text();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
  return Buffer.concat(chunks).toString("utf8");
}
