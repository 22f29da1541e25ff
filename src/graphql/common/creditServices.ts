import type { ContractCall } from "../../kernel/facts/contractCall.ts";
import type { CreditDrawId, CreditLineId, PaymentId } from "../../kernel/ids/ids.ts";
import type { Page, PageRequest } from "../../kernel/paging/page.ts";
import type {
  CreditDraw,
  CreditLine,
  CreditLineStatus,
  CreditPosition,
  CreditRepayment,
} from "../../modules/credit/index.ts";
import type { MerchantCaller } from "../../modules/merchants/index.ts";
import type { Keyed, Outcome } from "./outcome.ts";

export interface CreditServices {
  getLines(caller: MerchantCaller, ids: readonly CreditLineId[]): Promise<(CreditLine | undefined)[]>;
  listLines(
    caller: MerchantCaller,
    query: { status?: readonly CreditLineStatus[]; page: PageRequest },
  ): Promise<Page<CreditLine>>;
  getDraws(caller: MerchantCaller, ids: readonly CreditDrawId[]): Promise<(CreditDraw | undefined)[]>;
  listDraws(
    caller: MerchantCaller,
    query: { lineId: CreditLineId; page: PageRequest },
  ): Promise<Page<CreditDraw>>;
  listRepayments(
    caller: MerchantCaller,
    query: { line: CreditLine; page: PageRequest },
  ): Promise<Page<CreditRepayment>>;
  /** Null when no node answers. */
  readPosition(caller: MerchantCaller, line: CreditLine): Promise<CreditPosition | null>;
  /** @throws NOT_FOUND, CHAIN_UNAVAILABLE, CREDIT_DRAW_PENDING, CREDIT_DRAW_REFUSED */
  prepareDraw(
    caller: MerchantCaller,
    command: { lineId: CreditLineId; amount: string; against: readonly PaymentId[] } & Keyed,
  ): Promise<Outcome<CreditDraw>>;
  /** Calls that pay a debt, in the order in which the wallet must send them. */
  repayment(line: CreditLine, order: { units: bigint; from: "BALANCE" | "WALLET" }): readonly ContractCall[];
}
