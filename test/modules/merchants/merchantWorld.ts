import type { Database } from "../../../src/db/database.ts";
import { SYSTEM, type Tx, withTx } from "../../../src/db/withTx.ts";
import { IN_A_BLOCK } from "../../../src/kernel/facts/confirmations.ts";
import type { Address, Bytes32, ChainId } from "../../../src/kernel/ids/chainIds.ts";
import { type Chain, upsertChain } from "../../../src/modules/assets/index.ts";
import {
  type ApiScope,
  createApiKey,
  createMerchant,
  createOperator,
  type Merchant,
  type MerchantCaller,
  SERVER_SCOPES,
} from "../../../src/modules/merchants/index.ts";

export const NOW = new Date("2026-11-22T12:00:00.000Z");
export const TEST_CHAIN = "eip155:31337" as ChainId;
export const LIVE_CHAIN = "eip155:8453" as ChainId;
const ADDRESS = "0x5FbDB2315678afecb367f032d93F642f64180aa3" as Address;

export function chainRow(id: ChainId, livemode: boolean): Chain {
  return {
    id,
    name: livemode ? "Base" : "Local",
    livemode,
    genesisHash: `0x${"11".repeat(32)}` as Bytes32,
    finality: { kind: "DEPTH", depth: 6 },
    confirmations: IN_A_BLOCK,
    contracts: {
      escrow: ADDRESS,
      paymentCollector: ADDRESS,
      refundCollector: ADDRESS,
      settlement: ADDRESS,
      permit2: ADDRESS,
      operator: ADDRESS,
      feeReceiver: ADDRESS,
    },
    startBlock: 1,
  };
}

/** Runs work as the system, which may see and write everything. */
export function asSystem<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return withTx(database, SYSTEM, work);
}

export async function makeChains(database: Database): Promise<void> {
  await asSystem(database, async (tx) => {
    await upsertChain(tx, chainRow(TEST_CHAIN, false));
    await upsertChain(tx, chainRow(LIVE_CHAIN, true));
  });
}

/** A merchant with a key of every scope, as an operator makes them. */
export async function makeMerchant(
  database: Database,
  options: { name?: string; livemode?: boolean; scopes?: readonly ApiScope[] } = {},
): Promise<{ merchant: Merchant; caller: MerchantCaller; secret: string }> {
  const livemode = options.livemode ?? false;
  const scopes = options.scopes ?? SERVER_SCOPES;
  return asSystem(database, async (tx) => {
    const operator = await createOperator(tx, { label: "ops", now: NOW });
    const merchant = await createMerchant(tx, { name: options.name ?? "Café Ledger", feeBps: 100, now: NOW });
    const { apiKey, secret } = await createApiKey(tx, {
      caller: {
        kind: "operator",
        keyId: operator.apiKey.id,
        expiresAt: null,
        allowedAddresses: [],
      },
      merchantId: merchant.id,
      livemode,
      label: "first",
      scopes,
      now: NOW,
    });
    const caller: MerchantCaller = {
      kind: "merchant",
      merchantId: merchant.id,
      keyId: apiKey.id,
      memberId: null,
      livemode,
      scopes: new Set(scopes),
      expiresAt: null,
      allowedAddresses: [],
    };
    return { merchant, caller, secret };
  });
}

/** The code that a refused use case carries; fails when it is not refused. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  throw new Error("this should have been refused");
}
