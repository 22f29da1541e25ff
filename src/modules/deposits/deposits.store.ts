import { type Selectable, sql } from "kysely";
import type { Tables } from "../../db/database.ts";
import { gathered } from "../../db/gathered.ts";
import type { Tx } from "../../db/withTx.ts";
import type { Address, AssetId, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { Id, MerchantId, PaymentId } from "../../kernel/ids/ids.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import type { DepositAddress, DepositRecord, Receipts } from "./deposit.ts";

/** Keeps new addresses. @throws when one is there already: an address is one payment's, for ever */
export async function insertDepositAddresses(tx: Tx, addresses: readonly DepositAddress[]): Promise<void> {
  if (addresses.length === 0) return;
  const rows = addresses.map((made) => ({
    chain_id: made.chainId,
    address: made.address,
    payment_id: made.paymentId,
    merchant_id: made.merchantId,
    livemode: made.livemode,
    account: made.account,
    ref: made.ref,
    refund_to: made.refundTo,
    asset_id: made.asset,
    due: made.due,
    expires_at: made.expiresAt,
    monitor_until: made.monitorUntil,
  }));
  await tx.insertInto("deposit_addresses").values(rows).execute();
}

interface AddressPlace {
  readonly chainId: ChainId;
  readonly address: Address;
}

export const findDepositAddress = gathered(async (tx, places: readonly AddressPlace[]) => {
  const rows = await tx
    .selectFrom("deposit_addresses")
    .selectAll()
    .where("chain_id", "in", [...new Set(places.map(({ chainId }) => chainId))])
    .where("address", "=", sql<string>`any(${places.map(({ address }) => address)}::text[])`)
    .execute();
  const found = new Map(rows.map((row) => [`${row.chain_id} ${row.address}`, addressOf(row)]));
  return places.map(({ chainId, address }) => found.get(`${chainId} ${address}`));
});

/** The address whose reference on chain this is. */
export const findAddressByRef = gathered(
  async (tx, places: readonly { readonly chainId: ChainId; readonly ref: Bytes32 }[]) => {
    const rows = await tx
      .selectFrom("deposit_addresses")
      .selectAll()
      .where("chain_id", "in", [...new Set(places.map(({ chainId }) => chainId))])
      .where("ref", "=", sql<string>`any(${places.map(({ ref }) => ref)}::text[])`)
      .execute();
    const found = new Map(rows.map((row) => [`${row.chain_id} ${row.ref}`, addressOf(row)]));
    return places.map(({ chainId, ref }) => found.get(`${chainId} ${ref}`));
  },
);

/** What came; one that a reorg had taken away and brought back is there already. Returns how it stands. */
export async function keepDeposit(tx: Tx, deposit: DepositRecord): Promise<void> {
  await tx
    .insertInto("deposits")
    .values({
      id: deposit.id,
      fact_id: Number(deposit.factId),
      payment_id: deposit.paymentId,
      merchant_id: deposit.merchantId,
      livemode: deposit.livemode,
      chain_id: deposit.chainId,
      address: deposit.address,
      asset_id: deposit.asset,
      amount: deposit.amount,
    })
    .onConflict((conflict) => conflict.column("fact_id").doNothing())
    .execute();
}

export async function findDepositOfFact(tx: Tx, factId: string): Promise<DepositRecord | undefined> {
  const row = await tx
    .selectFrom("deposits")
    .selectAll()
    .where("fact_id", "=", Number(factId))
    .executeTakeFirst();
  return row && depositOf(row);
}

/** Notes what the payment takes of a final deposit; null: it is not final. */
export async function setMatched(tx: Tx, id: Id<"Deposit">, matched: bigint | null): Promise<void> {
  await tx.updateTable("deposits").set({ matched }).where("id", "=", id).execute();
}

/** What a payment took of its final deposits, and of what was attached to it, in smallest units. */
export async function takenUnits(tx: Tx, paymentId: PaymentId): Promise<bigint> {
  const result = await sql<{ units: bigint }>`
    select coalesce((select sum(matched) from deposits where payment_id = ${paymentId} and matched is not null), 0)
      + coalesce((select sum(amount) from unmatched_deposits where attached_payment_id = ${paymentId}), 0) as units`.execute(
    tx,
  );
  return result.rows[0]?.units ?? 0n;
}

interface ReceiptsRow {
  readonly received: bigint;
  readonly on_time: bigint;
  readonly final: bigint;
  readonly wrong_asset: boolean;
  readonly as_of_block: number | null;
}

/** One fold over the canonical transfers to a payment's address, and what was attached to the payment. */
export const readReceipts = gathered(async (tx, ids: readonly PaymentId[]): Promise<Receipts[]> => {
  const result = await sql<ReceiptsRow>`
    select r.received + t.units as received, r.on_time + t.units as on_time, r.final + t.units as final,
      r.wrong_asset, r.as_of_block
    from unnest(${ids}::text[]) with ordinality as asked (id, place)
    cross join lateral (
      select coalesce(sum(d.amount) filter (where counts), 0) as received,
        coalesce(sum(d.amount) filter (where counts and block_timestamp < expires_at), 0) as on_time,
        coalesce(sum(d.amount) filter (where counts and state = 'FINAL'), 0) as final,
        coalesce(bool_or(wrong), false) as wrong_asset,
        max(block_number) as as_of_block
      from (
        select d.amount, f.state, f.block_number, f.block_timestamp, a.expires_at, d.asset_id <> a.asset_id as wrong,
          d.asset_id = a.asset_id and f.block_timestamp < a.monitor_until as counts
        from deposits d join chain_facts f on f.id = d.fact_id
          join deposit_addresses a on a.chain_id = d.chain_id and a.address = d.address
        where d.payment_id = asked.id and f.state <> 'ORPHANED'
      ) d
    ) r
    cross join lateral (
      select coalesce(sum(amount), 0) as units from unmatched_deposits where attached_payment_id = asked.id
    ) t
    order by place`.execute(tx);
  return result.rows.map((row) => ({
    received: row.received,
    onTime: row.on_time,
    final: row.final,
    hasWrongAsset: row.wrong_asset,
    asOfBlock: row.as_of_block,
  }));
});

export function depositOf(row: Selectable<Tables["deposits"]>): DepositRecord {
  return {
    id: row.id as Id<"Deposit">,
    factId: String(row.fact_id),
    paymentId: row.payment_id as PaymentId,
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    chainId: row.chain_id as ChainId,
    address: row.address as Address,
    asset: row.asset_id as AssetId,
    amount: row.amount,
  };
}

export function addressOf(row: Selectable<Tables["deposit_addresses"]>): DepositAddress {
  return {
    chainId: row.chain_id as ChainId,
    address: row.address as Address,
    paymentId: row.payment_id as PaymentId,
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    account: row.account as Address,
    ref: row.ref as Bytes32,
    refundTo: row.refund_to as Address,
    asset: row.asset_id as AssetId,
    due: row.due,
    expiresAt: row.expires_at as UnixSeconds,
    monitorUntil: row.monitor_until as UnixSeconds,
  };
}
