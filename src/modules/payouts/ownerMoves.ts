import type { Tx } from "../../db/withTx.ts";
import { type AssetId, assetIdOf } from "../../kernel/ids/chainIds.ts";
import { findAssetWithMode } from "../assets/index.ts";
import {
  chainAccount,
  credit,
  debit,
  factSource,
  merchantAccount,
  merchantReceivable,
  postEntry,
  readBalances,
} from "../ledger/index.ts";
import { ownerOfAccount, type SettlementAccount } from "../merchants/index.ts";
import { failPayout } from "./endPayout.ts";
import { BALANCE_KIND, type FactNamed } from "./facts.ts";
import { lockReadyOf } from "./payouts.store.ts";

type Moved = FactNamed<"BalanceUpdated">;

/** What a merchant does with its balance on the contract by itself: the chain has decided, the ledger follows. */
export async function bookBalanceChange(tx: Tx, fact: Moved, at: Date): Promise<void> {
  if (fact.kind !== BALANCE_KIND.DEPOSIT && fact.kind !== BALANCE_KIND.WITHDRAWAL) return;
  const concerned = await ownBusiness(tx, fact);
  if (!concerned) return;
  const { owner, asset, livemode } = concerned;
  const settlement = chainAccount(fact.chainId, "settlement");
  const common = { sourceId: factSource(fact.id), merchantId: owner.merchantId, livemode, postedAt: at };
  if (fact.kind === BALANCE_KIND.DEPOSIT) {
    const money = { asset, units: fact.delta };
    const lines = [debit(settlement, money), credit(merchantAccount(owner.merchantId, "pending"), money)];
    return postEntry(tx, { ...common, kind: "SETTLEMENT_DEPOSITED", lines });
  }
  const units = -fact.delta;
  const free = await freeUpTo(tx, { fact, owner, asset, units, at });
  return postEntry(tx, {
    ...common,
    kind: "SETTLEMENT_WITHDRAWN",
    lines: [
      debit(merchantAccount(owner.merchantId, "available"), { asset, units: free }),
      debit(merchantReceivable(owner.merchantId), { asset, units: units - free }),
      credit(settlement, { asset, units }),
    ],
  });
}

/** A deposit can be spent once its block is final. */
export async function finalizeDeposit(tx: Tx, fact: Moved, at: Date): Promise<void> {
  const concerned = fact.kind === BALANCE_KIND.DEPOSIT ? await ownBusiness(tx, fact) : undefined;
  if (!concerned) return;
  const { owner, asset, livemode } = concerned;
  const money = { asset, units: fact.delta };
  await postEntry(tx, {
    kind: "SETTLEMENT_DEPOSIT_FINAL",
    sourceId: factSource(fact.id),
    merchantId: owner.merchantId,
    livemode,
    postedAt: at,
    lines: [
      debit(merchantAccount(owner.merchantId, "pending"), money),
      credit(merchantAccount(owner.merchantId, "available"), money),
    ],
  });
}

/** A payout that we did not ask for: the settler's key was used elsewhere, and the money is gone all the same. */
export async function finalizeForeignPayout(tx: Tx, fact: FactNamed<"PayoutSent">, at: Date): Promise<void> {
  const concerned = await ownBusiness(tx, fact);
  if (!concerned) return;
  const { owner, asset, livemode } = concerned;
  const free = await freeUpTo(tx, { fact, owner, asset, units: fact.amount, at });
  await postEntry(tx, {
    kind: "SETTLEMENT_WITHDRAWN",
    sourceId: factSource(fact.id),
    merchantId: owner.merchantId,
    livemode,
    postedAt: at,
    lines: [
      debit(merchantAccount(owner.merchantId, "available"), { asset, units: free }),
      debit(merchantReceivable(owner.merchantId), { asset, units: fact.amount - free }),
      credit(chainAccount(fact.chainId, "settlement"), { asset, units: fact.amount }),
    ],
  });
}

async function ownBusiness(tx: Tx, fact: Moved | FactNamed<"PayoutSent">) {
  const owner = await ownerOfAccount(tx, { chainId: fact.chainId, account: fact.account });
  const found = await findAssetWithMode(tx, assetIdOf(fact.chainId, fact.token));
  return owner && found ? { owner, asset: found.asset.assetId, livemode: found.livemode } : undefined;
}

/**
 * How much of `units` is available. Payouts that are not under way give way, newest first: what they were to pay with
 * has left the contract.
 */
async function freeUpTo(
  tx: Tx,
  order: {
    fact: Moved | FactNamed<"PayoutSent">;
    owner: SettlementAccount;
    asset: AssetId;
    units: bigint;
    at: Date;
  },
): Promise<bigint> {
  const { fact, owner, asset, units, at } = order;
  const balance = (await readBalances(tx, owner.merchantId)).find((candidate) => candidate.asset === asset);
  let available = balance?.available ?? 0n;
  if (available >= units) return units;
  for (const payout of await lockReadyOf(tx, { chainId: fact.chainId, account: fact.account, asset })) {
    if (available >= units) break;
    await failPayout(tx, payout, { failure: "WITHDRAWN_ON_CHAIN", at });
    available += payout.amount;
  }
  return available < units ? available : units;
}
