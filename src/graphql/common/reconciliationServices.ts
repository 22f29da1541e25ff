import type { ChainId } from "../../kernel/ids/chainIds.ts";
import type { Page, PageRequest } from "../../kernel/paging/page.ts";
import type { OperatorCaller } from "../../modules/merchants/index.ts";
import type {
  BreakKind,
  BreakStatus,
  Position,
  ReconciliationBreak,
  ReconciliationRun,
  ReconciliationRunId,
} from "../../modules/reconciliation/index.ts";

export interface ReconciliationServices {
  /** Asks for a run; one of the chain that waits already is it. */
  requestRun(
    caller: OperatorCaller,
    command: { chainId: ChainId; isFull: boolean },
  ): Promise<ReconciliationRun>;
  listRuns(
    caller: OperatorCaller,
    query: { chainId?: ChainId; page: PageRequest },
  ): Promise<Page<ReconciliationRun>>;
  /** Positions of a run after one, by account and asset. */
  readPositions(
    caller: OperatorCaller,
    id: ReconciliationRunId,
    page: { after: string | null; limit: number },
  ): Promise<Position[]>;
  listBreaks(
    caller: OperatorCaller,
    query: { filter: { chainId?: ChainId; status?: BreakStatus; kind?: BreakKind }; page: PageRequest },
  ): Promise<Page<ReconciliationBreak>>;
}
