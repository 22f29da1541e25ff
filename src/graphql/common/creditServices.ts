import type { ContractCall } from "../../kernel/facts/contractCall.ts";
import type { AssetId, Bytes32 } from "../../kernel/ids/chainIds.ts";
import type { CreditDrawId, CreditLineId, CreditRequestId, PaymentId } from "../../kernel/ids/ids.ts";
import type { Page, PageRequest } from "../../kernel/paging/page.ts";
import type {
  CreditDraw,
  CreditLine,
  CreditLineStatus,
  CreditPosition,
  CreditRepayment,
  CreditRequest,
  SaltedLeaf,
} from "../../modules/credit/index.ts";
import type { MerchantCaller, OperatorCaller } from "../../modules/merchants/index.ts";
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
  request(
    caller: MerchantCaller,
    command: { assetId: AssetId; amount: string } & Keyed,
  ): Promise<Outcome<CreditRequest>>;
  approve(caller: OperatorCaller, id: CreditRequestId): Promise<CreditRequest>;
  revokeConsent(caller: MerchantCaller, id: CreditRequestId): Promise<CreditRequest>;
  getRequests(
    caller: MerchantCaller,
    ids: readonly CreditRequestId[],
  ): Promise<(CreditRequest | undefined)[]>;
  listRequests(caller: MerchantCaller, page: PageRequest): Promise<Page<CreditRequest>>;
  /** Null unless it is offered, unexpired and consented to. */
  acceptance(request: CreditRequest): ContractCall | null;
  disclosures(request: CreditRequest): readonly (SaltedLeaf & { readonly proof: readonly Bytes32[] })[];
}
