import type { AddressInfo } from "node:net";
import fastify, { type FastifyInstance } from "fastify";
import { type Client, createClient } from "graphql-ws";
import WebSocket from "ws";
import { createServices } from "../../src/app/services/createServices.ts";
import { scopesOf } from "../../src/app/services/scope.ts";
import { Signal } from "../../src/app/signal.ts";
import { CreditClient } from "../../src/chain/credit/creditClient.ts";
import { AnchorClient } from "../../src/chain/reserves/anchorClient.ts";
import { RpcUnreachable } from "../../src/chain/rpc/rpc.errors.ts";
import { PayerReader } from "../../src/chain/wallets/payerReader.ts";
import type { Services } from "../../src/graphql/common/services.ts";
import { type DoorsOptions, registerDoors } from "../../src/graphql/registerDoors.ts";
import { publishEventsPass } from "../../src/jobs/workers/publishEvents.worker.ts";
import { DomainError } from "../../src/kernel/errors/domainError.ts";
import { type MerchantId, newId } from "../../src/kernel/ids/ids.ts";
import type { CreditGateway } from "../../src/modules/credit/index.ts";
import {
  type ApiScope,
  acceptInvitation,
  createApiKey,
  createOperator,
  inviteMember,
  SERVER_SCOPES,
} from "../../src/modules/merchants/index.ts";
import type { PayerGateway, PayerReading } from "../../src/modules/payments/index.ts";
import type { WalletGateway } from "../../src/modules/wallets/index.ts";
import { freshDatabase } from "../fixtures/database.ts";
import { makeWorld, type Shop, type World } from "../fixtures/shop.ts";
import { webhooksContext } from "../modules/webhooks/webhookWorld.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers are read by the test that knows their shape
  readonly data: any;
  readonly errors: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[] | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly extensions: any;
}

export type Path = "/graphql" | "/storefront";

/** Where wallets sign in. */
export const SIGN_IN_ORIGINS = ["https://shop.example", "http://localhost:3000"];

const noNode = (): never => {
  throw new RpcUnreachable("eth_call", "the test plays no node");
};

/** A wallet that is an account and has allowed nothing. */
export const FRESH_ACCOUNT: PayerReading = {
  isContract: false,
  walletSchemes: [],
  permitNonce: 0n,
  collectorAllowance: 0n,
  permit2Allowance: 0n,
};

/** Both doors on a real port, over the real services and a database of their own; the chain is played by the test. */
export interface DoorWorld extends World {
  readonly http: FastifyInstance;
  readonly services: Services;
  readonly url: string;
  /** Posts a document as a client does. */
  ask(
    query: string,
    options?: { key?: string; variables?: Record<string, unknown>; at?: Path; operationName?: string },
  ): Promise<Answer>;
  /** Posts anything. */
  post(at: Path, body: string, headers?: Record<string, string>): Promise<Answer>;
  follow(at: Path, key?: string): Client;
  operatorKey(): Promise<string>;
  keyOf(
    shop: Shop | { merchantId: MerchantId },
    scopes?: readonly ApiScope[],
    livemode?: boolean,
  ): Promise<string>;
  publish(): Promise<void>;
  /** Every error that a door reported as its own fault. */
  readonly failures: unknown[];
  close(): Promise<void>;
}

export async function openDoors(
  options: Partial<Omit<DoorsOptions, "services">> & {
    wrap?: (services: Services) => Services;
    payers?: PayerGateway;
    walletGateway?: WalletGateway;
    creditGateway?: CreditGateway;
    /** Told of each answer, with the milliseconds since its request came. */
    onAnswered?: (milliseconds: number) => void;
  } = {},
): Promise<DoorWorld> {
  const { database, drop } = await freshDatabase();
  const world = await makeWorld(database);
  const published = new Signal();
  const webhooks = { ...webhooksContext(), clock: world.clock };
  const testClock: Services["testClock"] = {
    async advance({ chainId, seconds }) {
      if (chainId !== undefined && chainId !== "eip155:31337") {
        throw new DomainError("TEST_CLOCK_UNAVAILABLE", "Only a test chain's clock can be moved.");
      }
      world.clock.advance(seconds);
      return [{ chainId: "eip155:31337" as never, now: world.clock.now() }];
    },
  };
  const real = createServices(scopesOf(database, world.clock), {
    payments: world.payments,
    reserves: {
      clock: world.clock,
      gateway: new AnchorClient(() => {
        throw new Error("no chain has an anchor here");
      }),
      epochSeconds: 86_400,
      newSalt: () => {
        throw new Error("nothing is anchored here");
      },
    },
    payers: options.payers ?? { readPayer: async () => FRESH_ACCOUNT, isConfirmedBy: async () => false },
    wallets: { clock: world.clock, origins: SIGN_IN_ORIGINS },
    walletGateway: options.walletGateway ?? new PayerReader(noNode),
    payouts: world.payouts,
    credit: { clock: world.clock, creditOf: () => [] },
    creditGateway: options.creditGateway ?? new CreditClient(noNode),
    deposits: world.deposits,
    settlements: { ...world.payouts, secretKey: world.payments.secretKey },
    webhooks,
    published,
    testClock,
  });
  const services = options.wrap ? options.wrap(real) : real;
  const failures: unknown[] = [];
  const http = fastify({
    forceCloseConnections: true,
    bodyLimit: 100_000,
    genReqId: () => crypto.randomUUID(),
  });
  http.log.error = ((entry: { err?: unknown }) => failures.push(entry.err)) as never; // only ours are of interest
  http.addHook("onResponse", async (_request, reply) => options.onAnswered?.(reply.elapsedTime));
  await registerDoors(http, { isProduction: false, ...options, services });
  await http.listen({ port: 0, host: "127.0.0.1" });
  const url = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`;
  const clients: Client[] = [];
  const publishing = publishEventsPass({ database, clock: world.clock, onPublished: () => published.send() });

  const post: DoorWorld["post"] = async (at, body, headers = {}) => {
    const response = await fetch(url + at, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
    });
    const answer = (await response.json()) as Pick<Answer, "data" | "errors" | "extensions">;
    return { ...answer, status: response.status, headers: response.headers };
  };

  return {
    ...world,
    http,
    services,
    url,
    failures,
    post,
    ask: (query, { key, variables, at = "/graphql", operationName } = {}) =>
      post(
        at,
        JSON.stringify({ query, variables, operationName }),
        key ? { authorization: `Bearer ${key}` } : {},
      ),
    follow(at, key) {
      const client = createClient({
        url: url.replace("http", "ws") + at,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        ...(key !== undefined && { connectionParams: { authorization: `Bearer ${key}` } }),
      });
      clients.push(client);
      return client;
    },
    operatorKey: async () =>
      (await world.inTx((tx) => createOperator(tx, { label: "ops", now: world.clock.now() }))).secret,
    async keyOf({ merchantId }, scopes = SERVER_SCOPES, livemode = false) {
      if (scopes.includes("payouts:approve")) return memberKey(world, { merchantId, livemode }, scopes);
      const caller = {
        kind: "merchant",
        merchantId,
        memberId: null,
        livemode,
        scopes: new Set(scopes),
        expiresAt: null,
        allowedAddresses: [],
      } as const;
      const order = { caller: { ...caller, keyId: "" as never }, merchantId, livemode, label: "key", scopes };
      return (await world.inTx((tx) => createApiKey(tx, { ...order, now: world.clock.now() }))).secret;
    },
    async publish() {
      while (await publishing());
    },
    async close() {
      await Promise.all(clients.map((client) => client.dispose()));
      await http.close();
      await drop();
    },
  };
}

/** Only members have scopes that approve; this one has just these. */
function memberKey(
  { inTx, clock }: World,
  owner: { merchantId: MerchantId; livemode: boolean },
  scopes: readonly ApiScope[],
): Promise<string> {
  const now = clock.now();
  const caller = { kind: "operator", keyId: newId("ApiKey"), expiresAt: null, allowedAddresses: [] } as const;
  return inTx(async (tx) => {
    const { invitationToken } = await inviteMember(tx, {
      ...owner,
      caller,
      name: "Member",
      role: "OWNER",
      now,
    });
    const { apiKey, secret } = await acceptInvitation(tx, { invitationToken, now });
    await tx
      .updateTable("api_keys")
      .set({ scopes: [...scopes] })
      .where("id", "=", apiKey.id)
      .execute();
    return secret;
  });
}

/** The codes of an answer's top-level errors. */
export function codesOf(answer: Pick<Answer, "errors">): unknown[] {
  return (answer.errors ?? []).map((error) => error.extensions.code);
}
