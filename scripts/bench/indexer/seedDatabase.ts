import type { Wallet } from "ethers";
import { sql } from "kysely";
import { type Database, openDatabase } from "../../../src/db/database.ts";
import { migrate } from "../../../src/db/migrate.ts";
import { rowsOf } from "../../../src/db/rowsOf.ts";
import { SYSTEM, type Tx, withTx } from "../../../src/db/withTx.ts";
import { type Address, assetIdOf, type Hex, parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import { type MerchantId, newId } from "../../../src/kernel/ids/ids.ts";
import { registerAsset } from "../../../src/modules/assets/index.ts";
import {
  confirmSettlementAccount,
  createMerchant,
  setSettlementAccount,
  settlementAccountConfirmation,
} from "../../../src/modules/merchants/index.ts";
import { registerChain } from "../../../test/fixtures/testChain.ts";
import { AMOUNT, type BusyChain, FEE_BPS } from "./busyChain.ts";

export const FINALITY_DEPTH = 10;
const PAYMENTS_PER_STATEMENT = 5_000;

/** Writes what a merchant's API calls would have left: its payments, prepared for the wallet that then paid them. */
export async function seedDatabase(url: string, chain: BusyChain, account: Wallet): Promise<void> {
  const database = await openDatabase({ url });
  try {
    await migrate(database);
    await registerChain(database, chain, FINALITY_DEPTH);
    const merchantId = await withTx(database, SYSTEM, (tx) => openShop(tx, chain, account));
    await insertPayments(database, chain, merchantId);
    await database.runScript("VACUUM ANALYZE payments"); // as autovacuum has long done on a machine that lives
    await database.runScript("VACUUM ANALYZE payment_payers");
  } finally {
    await database.close();
  }
}

async function openShop(tx: Tx, chain: BusyChain, account: Wallet): Promise<MerchantId> {
  const now = new Date();
  const reading = { symbol: "TUSD", name: "Test Dollar", decimals: 6, eip712Version: "1", gasless: [] };
  await registerAsset(tx, {
    chainId: chain.chainId,
    token: chain.dollar,
    reading,
    minimumUnits: 1n,
    enabled: true,
  });
  const { id: merchantId } = await createMerchant(tx, { name: "Bench", feeBps: FEE_BPS, now });
  const claim = { merchantId, chainId: chain.chainId, account: addressOf(account) };
  await setSettlementAccount(tx, { ...claim, now });
  const { domain, types, message } = settlementAccountConfirmation(claim);
  const { EIP712Domain: _, ...own } = types;
  const signature = (await account.signTypedData(domain, own as never, message)) as Hex; // ethers wants mutable arrays
  await confirmSettlementAccount(tx, { ...claim, signature, now });
  return merchantId;
}

async function insertPayments(database: Database, chain: BusyChain, merchantId: MerchantId): Promise<void> {
  const now = new Date();
  for (let start = 0; start < chain.payments.length; start += PAYMENTS_PER_STATEMENT) {
    const rows = chain.payments.slice(start, start + PAYMENTS_PER_STATEMENT).map(({ terms, paymentHash }) => {
      const expiry = new Date(terms.preApprovalExpiry * 1000);
      const { payer, ...known } = terms;
      return {
        id: newId("Payment"),
        merchant_id: merchantId,
        livemode: false,
        status: "REQUIRES_PAYMENT",
        status_reasons: [],
        capture_method: "MANUAL",
        chain_id: chain.chainId,
        asset_id: assetIdOf(chain.chainId, chain.dollar),
        amount: AMOUNT,
        fee_bps: FEE_BPS,
        terms: known,
        payer,
        payment_hash: paymentHash,
        ...{
          amount_authorized: 0,
          amount_captured: 0,
          amount_voided: 0,
          amount_reclaimed: 0,
          amount_refunded: 0,
          amount_received: 0,
          underpayment_accepted: false,
        },
        ...{ fee: 0, amount_capture_pending: 0, amount_refund_pending: 0 },
        ...{ expires_at: expiry, authorization_expires_at: expiry, refund_expires_at: expiry },
        ...{ created_at: now, updated_at: now, version: 1 },
      };
    });
    await withTx(database, SYSTEM, async (tx) => {
      await sql`insert into payments select * from jsonb_populate_recordset(null::payments, ${rowsOf(rows)}::jsonb)`.execute(
        tx,
      );
      await sql`
        insert into payment_payers (chain_id, payment_hash, payment_id, merchant_id, payer)
        select chain_id, payment_hash, id, merchant_id, payer from payments
        on conflict do nothing`.execute(tx);
    });
  }
}

export function addressOf(account: Wallet): Address {
  return parseAddress(account.address);
}
