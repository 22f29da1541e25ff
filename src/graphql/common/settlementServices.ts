import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { SettlementBatchId } from "../../kernel/ids/ids.ts";
import type { Page, PageRequest } from "../../kernel/paging/page.ts";
import type { MerchantCaller } from "../../modules/merchants/index.ts";
import type {
  SetSchedule,
  SettlementBatch,
  SettlementLine,
  SettlementSchedule,
  StatementFormat,
} from "../../modules/settlement/index.ts";
import type { Keyed, Outcome } from "./outcome.ts";

export interface SettlementServices {
  setSchedule(
    caller: MerchantCaller,
    command: Omit<SetSchedule, "merchantId" | "livemode">,
  ): Promise<SettlementSchedule>;
  settleNow(caller: MerchantCaller, command: { assetId: AssetId } & Keyed): Promise<Outcome<SettlementBatch>>;
  /** Ordered by asset. */
  listSchedules(caller: MerchantCaller): Promise<readonly SettlementSchedule[]>;
  getBatches(
    caller: MerchantCaller,
    ids: readonly SettlementBatchId[],
  ): Promise<(SettlementBatch | undefined)[]>;
  listBatches(
    caller: MerchantCaller,
    query: { filter: { asset?: AssetId }; page: PageRequest },
  ): Promise<Page<SettlementBatch>>;
  /** Lines of one of the caller's batches after those of an entry, in their order. */
  readLines(
    caller: MerchantCaller,
    id: SettlementBatchId,
    page: { afterEntry: string | null; limit: number },
  ): Promise<SettlementLine[]>;
  statementUrl(id: SettlementBatchId, format: StatementFormat): string;
}
