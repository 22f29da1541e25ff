import { sql } from "kysely";
import type { Reader } from "../../db/read.ts";
import type { Bytes32, TxHash } from "../../kernel/ids/chainIds.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import type { CreditLine } from "./credit.ts";

/** One payment of a debt, as the chain has it; smallest units. */
export interface CreditRepayment {
  /** Its fact. */
  readonly id: string;
  readonly interestPaid: bigint;
  readonly principalPaid: bigint;
  /** What is owed after it. */
  readonly principal: bigint;
  /** Payment of the escrow whose capture paid; null for one from a balance or a wallet. */
  readonly paymentHash: Bytes32 | null;
  readonly payer: string;
  readonly at: Date;
  readonly isFinal: boolean;
  readonly txHash: TxHash;
}

const NO_REF = `0x${"0".repeat(64)}`;

/** Newest first. */
export async function listRepayments(
  db: Reader,
  line: Pick<CreditLine, "chainId" | "onchainId">,
  page: PageRequest,
): Promise<Page<CreditRepayment>> {
  let select = db
    .selectFrom("chain_facts")
    .selectAll()
    .where("chain_id", "=", line.chainId)
    .where("subject", "=", line.onchainId)
    .where("name", "=", "CreditRepaid")
    .where("state", "<>", "ORPHANED")
    .orderBy("id", page.backward ? "asc" : "desc")
    .limit(page.limit + 1);
  if (page.from) select = select.where("id", page.backward ? ">" : "<", sql<number>`${page.from.id}::bigint`);
  const rows = await select.execute();
  const repayments = rows.map((row): CreditRepayment => {
    const args = row.args as Record<"interestPaid" | "principalPaid" | "principal" | "ref" | "payer", string>; // by the indexer
    return {
      id: String(row.id),
      interestPaid: BigInt(args.interestPaid),
      principalPaid: BigInt(args.principalPaid),
      principal: BigInt(args.principal),
      paymentHash: args.ref === NO_REF ? null : (args.ref as Bytes32),
      payer: args.payer,
      at: new Date(row.block_timestamp * 1_000),
      isFinal: row.state === "FINAL",
      txHash: row.tx_hash as TxHash,
    };
  });
  return toPage(repayments, page);
}
