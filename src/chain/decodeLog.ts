import type { FactBody } from "../kernel/facts/chainFact.ts";
import type { ChainContracts } from "../kernel/facts/contractCall.ts";
import type { Address } from "../kernel/ids/chainIds.ts";
import { decodeCollectorLog } from "./escrow/collectorEvents.ts";
import { decodeEscrowLog } from "./escrow/escrowEvents.ts";
import type { ChainLog } from "./rpc/chainReader.ts";
import { decodeSettlementLog } from "./settlement/settlementEvents.ts";

/** The contracts whose logs become facts. */
export function factSources(contracts: ChainContracts): readonly Address[] {
  return [contracts.escrow, contracts.paymentCollector, contracts.settlement];
}

/** What one of our contracts said with this log; undefined for foreign logs and events that no module needs. */
export function decodeLog(contracts: ChainContracts, log: ChainLog): FactBody | undefined {
  switch (log.contract) {
    case contracts.escrow:
      return decodeEscrowLog(log);
    case contracts.paymentCollector:
      return decodeCollectorLog(log);
    case contracts.settlement:
      return decodeSettlementLog(log);
    default:
      return undefined;
  }
}
