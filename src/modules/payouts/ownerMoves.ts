import type { Tx } from "../../db/withTx.ts";
import { type Address, type AssetId, assetIdOf, type ChainId } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import { findAssetWithMode } from "../assets/index.ts";
import {
  availableUnits,
  chainAccount,
  credit,
  debit,
  debitTaken,
  factSource,
  merchantAccount,
  postEntry,
} from "../ledger/index.ts";
import { ownerOfAccount, type SettlementAccount } from "../merchants/index.ts";
import { failPayout } from "./endPayout.ts";
import { BALANCE_KIND, type FactNamed } from "./facts.ts";
import { lockUnsentOf } from "./payouts.store.ts";

type Moved = FactNamed<"BalanceUpdated">;

/** What a merchant does with its balance on the contract by itself: the chain has decided, the ledger follows. */
export async function bookBalanceChange(tx: Tx, fact: Moved, at: Date): Promise<void> {
  if (fact.kind !== BALANCE_KIND.DEPOSIT && fact.kind !== BALANCE_KIND.WITHDRAWAL) return;
  const concerned = await ownBusiness(tx, fact);
  if (!concerned) return;
  if (fact.kind === BALANCE_KIND.WITHDRAWAL) {
    return bookTaken(tx, { fact, ...concerned, units: -fact.delta, at });
  }
  const { owner, asset, livemode } = concerned;
  const money = { asset, units: fact.delta };
  await postEntry(tx, {
    kind: "SETTLEMENT_DEPOSITED",
    sourceId: factSource(fact.id),
    merchantId: owner.merchantId,
    livemode,
    postedAt: at,
    lines: [
      debit(chainAccount(fact.chainId, "settlement"), money),
      credit(merchantAccount(owner.merchantId, "pending"), money),
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
  await bookTaken(tx, { fact, ...concerned, units: fact.amount, at });
}

async function ownBusiness(tx: Tx, fact: Moved | FactNamed<"PayoutSent">) {
  const owner = await ownerOfAccount(tx, { chainId: fact.chainId, account: fact.account });
  const found = await findAssetWithMode(tx, assetIdOf(fact.chainId, fact.token));
  return owner && found ? { owner, asset: found.asset.assetId, livemode: found.livemode } : undefined;
}

interface Taken {
  readonly fact: Moved | FactNamed<"PayoutSent">;
  readonly owner: SettlementAccount;
  readonly asset: AssetId;
  readonly livemode: boolean;
  readonly units: bigint;
  readonly at: Date;
}

async function bookTaken(tx: Tx, taken: Taken): Promise<void> {
  const { fact, owner, asset, livemode, units, at } = taken;
  const { chainId, account } = fact;
  await makeWay(tx, { chainId, account, merchantId: owner.merchantId, asset, units, at });
  const debits = await debitTaken(tx, owner.merchantId, { asset, units });
  await postEntry(tx, {
    kind: "SETTLEMENT_WITHDRAWN",
    sourceId: factSource(fact.id),
    merchantId: owner.merchantId,
    livemode,
    postedAt: at,
    lines: [...debits, credit(chainAccount(fact.chainId, "settlement"), { asset, units })],
  });
}

/** Payouts that are not under way end, newest first: what they were to pay with has left the balance on chain. */
export async function makeWay(
  tx: Tx,
  taken: {
    readonly chainId: ChainId;
    readonly account: Address;
    readonly merchantId: MerchantId;
    readonly asset: AssetId;
    readonly units: bigint;
    readonly at: Date;
  },
): Promise<void> {
  const { chainId, account, merchantId, asset, units, at } = taken;
  let available = await availableUnits(tx, merchantId, asset);
  if (available >= units) return;
  for (const payout of await lockUnsentOf(tx, { chainId, account, asset })) {
    if (available >= units) return;
    await failPayout(tx, payout, { failure: "WITHDRAWN_ON_CHAIN", at });
    available += payout.amount;
  }
}
