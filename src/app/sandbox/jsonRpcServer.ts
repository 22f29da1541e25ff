import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { EIP1193Provider } from "hardhat/types/providers";

/** Answers JSON-RPC over HTTP from a provider in this process, single requests and batches, for any origin. */
export async function startJsonRpcServer(
  provider: EIP1193Provider,
  port: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => void answer(provider, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const bound = server.address() as AddressInfo; // a TCP server's address is never a string
  return {
    url: `http://127.0.0.1:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly jsonrpc: "2.0";
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** JSON-RPC 2.0, section 5.1. */
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
const INTERNAL_ERROR = -32_603;
/** What nodes answer when a call reverts; `data` is then the revert data itself. */
const REVERTED = 3;

async function answer(
  provider: EIP1193Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader("access-control-allow-origin", "*");
  response.setHeader("access-control-allow-headers", "*");
  if (request.method === "OPTIONS") return void response.end();
  const answered = await answerBody(provider, await readBody(request));
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(answered));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
  return Buffer.concat(chunks).toString("utf8");
}

async function answerBody(provider: EIP1193Provider, body: string): Promise<Answer | Answer[]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { jsonrpc: "2.0", id: null, error: { code: PARSE_ERROR, message: "not JSON" } };
  }
  return Array.isArray(parsed)
    ? Promise.all(parsed.map((call) => answerCall(provider, call)))
    : answerCall(provider, parsed);
}

async function answerCall(provider: EIP1193Provider, call: unknown): Promise<Answer> {
  const {
    id = null,
    method,
    params = [],
  } = (call ?? {}) as { id?: unknown; method?: unknown; params?: unknown[] };
  if (typeof method !== "string" || !Array.isArray(params)) {
    return {
      jsonrpc: "2.0",
      id,
      error: { code: INVALID_REQUEST, message: "method and params are expected" },
    };
  }
  try {
    return { jsonrpc: "2.0", id, result: await provider.request({ method, params }) };
  } catch (error) {
    return { jsonrpc: "2.0", id, error: errorOf(error) };
  }
}

function errorOf(error: unknown): NonNullable<Answer["error"]> {
  const { code, message, data } = error as { code?: unknown; message?: unknown; data?: unknown };
  const revertData = typeof data === "string" ? data : (data as { data?: unknown } | undefined)?.data;
  return {
    code: typeof code === "number" ? code : INTERNAL_ERROR,
    message: String(message),
    data: code === REVERTED ? revertData : { message: String(message), data: revertData },
  };
}
