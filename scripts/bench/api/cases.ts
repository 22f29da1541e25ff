import { randomUUID } from "node:crypto";
import type { ApiWorld } from "./apiWorld.ts";
import type { Target } from "./load.ts";

export interface Case {
  readonly name: string;
  readonly reference: string;
  /** The part of the reference's throughput to reach at least; null when the case is only reported. */
  readonly goal: number | null;
  readonly ours: (world: ApiWorld, url?: string) => Target;
  readonly raw: (world: ApiWorld) => Target;
}

const CREATE = `mutation($input: PaymentCreateInput!) { paymentCreate(input: $input) {
  payment { id status clientSecret } userErrors { code } } }`;
const PAYMENT = `query($id: ID!) { payment(id: $id) { id onchainId merchantReference description metadata livemode status
  statusReasons captureMethod amount { atomic } amountAuthorized { atomic } amountCapturable { atomic }
  amountCaptured { atomic } amountRefunded { atomic } fee { atomic } createdAt updatedAt } }`;
const PAGE = `{ payments(first: 50) { nodes { id onchainId merchantReference status amount { atomic }
  amountCaptured { atomic } fee { atomic } createdAt
  captures(first: 5) { nodes { id status amount { atomic } fee { atomic } } } } pageInfo { hasNextPage endCursor } } }`;
const CAPTURE = `mutation($input: PaymentCaptureInput!) { paymentCapture(input: $input) {
  capture { id status } userErrors { code } } }`;

const PAYOUTS = `{ payouts(first: 50) { nodes { id status destination merchantReference failure amount { atomic }
  createdAt updatedAt } pageInfo { hasNextPage endCursor } } }`;
const PAYOUT = `mutation($input: PayoutCreateInput!) { payoutCreate(input: $input) {
  payout { id status } userErrors { code } } }`;

const insert = (world: ApiWorld) =>
  rawTarget(world, "/insert", () => ({ amount: "12500000", merchantReference: randomUUID() }));

/** Creates come last: the newest payments are the captured ones until then. */
export const CASES: readonly Case[] = [
  {
    name: "payment",
    reference: "raw SELECT by id",
    goal: 0.5,
    ours: (world, url) => graphqlTarget(world, PAYMENT, url, (turn) => ({ id: pick(world.captured, turn) })),
    raw: (world) => rawTarget(world, "/select", (turn) => ({ id: pick(world.captured, turn) })),
  },
  {
    name: "payments",
    reference: "raw SELECT of the page",
    goal: 0.4,
    ours: (world, url) => graphqlTarget(world, PAGE, url, () => ({})),
    raw: (world) => rawTarget(world, "/page", () => ({ merchantId: world.merchantId })),
  },
  {
    name: "paymentCapture",
    reference: "raw INSERT",
    goal: null,
    ours: (world, url) =>
      graphqlTarget(world, CAPTURE, url, (turn) => ({
        input: { paymentId: pick(world.held, turn), amount: "0.000001", idempotencyKey: randomUUID() },
      })),
    raw: insert,
  },
  {
    name: "paymentCreate",
    reference: "raw INSERT",
    goal: 0.35,
    ours: (world, url) =>
      graphqlTarget(world, CREATE, url, () => ({
        input: {
          assetId: world.assetId,
          amount: "12.5",
          merchantReference: randomUUID(),
          idempotencyKey: randomUUID(),
        },
      })),
    raw: insert,
  },
  {
    name: "payoutCreate",
    reference: "raw INSERT",
    goal: null,
    ours: (world, url) =>
      graphqlTarget(world, PAYOUT, url, () => ({
        input: { assetId: world.assetId, amount: "0.000001", idempotencyKey: randomUUID() },
      })),
    raw: insert,
  },
  {
    name: "payouts",
    reference: "raw SELECT of the page",
    goal: null,
    ours: (world, url) => graphqlTarget(world, PAYOUTS, url, () => ({})),
    raw: (world) => rawTarget(world, "/payouts", () => ({ merchantId: world.merchantId })),
  },
];

function graphqlTarget(
  world: ApiWorld,
  query: string,
  url: string | undefined,
  variables: (turn: number) => object,
): Target {
  let turn = 0;
  return {
    origin: url ?? world.api.url,
    next: () => {
      turn += 1;
      return {
        path: "/graphql",
        body: JSON.stringify({ query, variables: variables(turn) }),
        headers: { authorization: `Bearer ${pick(world.keys, turn)}` },
      };
    },
    isGood: (status, text) =>
      status === 200 && !text.includes('"errors"') && !text.includes('"userErrors":[{'),
  };
}

function rawTarget(world: ApiWorld, path: string, body: (turn: number) => object): Target {
  let turn = 0;
  return {
    origin: world.raw.url,
    next: () => {
      turn += 1;
      return { path, body: JSON.stringify(body(turn)) };
    },
    isGood: (status) => status === 200,
  };
}

function pick<T>(list: readonly T[], turn: number): T {
  return list[turn % list.length] as T; // no list here is empty
}
