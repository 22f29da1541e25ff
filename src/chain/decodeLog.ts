import type { FactBody } from "../kernel/facts/chainFact.ts";
import type { ChainContracts } from "../kernel/facts/contractCall.ts";
import type { Address } from "../kernel/ids/chainIds.ts";
import { decodeCreditLog, decodePledgeLog, decodePoolLog } from "./credit/creditEvents.ts";
import { decodeDepositLog } from "./deposits/depositEvents.ts";
import { decodeCollectorLog } from "./escrow/collectorEvents.ts";
import { decodeEscrowLog } from "./escrow/escrowEvents.ts";
import { decodeAnchorLog } from "./reserves/anchorClient.ts";
import type { ChainLog } from "./rpc/chainReader.ts";
import { decodeSettlementLog } from "./settlement/settlementEvents.ts";

/** The contracts whose logs become facts. */
export function factSources(contracts: ChainContracts): readonly Address[] {
  const credit = (contracts.credit ?? []).flatMap((each) => [
    each.creditLine,
    each.pledgeBook,
    each.creditPool,
  ]);
  const { escrow, paymentCollector, settlement, depositFactory, ledgerAnchor } = contracts;
  const suite = [depositFactory, ledgerAnchor].flatMap((address) => address ?? []);
  return [escrow, paymentCollector, settlement, ...suite, ...credit];
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
    case contracts.ledgerAnchor:
      return decodeAnchorLog(log);
    case contracts.depositFactory:
      return decodeDepositLog(log);
    default:
      return decodeOfCredit(contracts, log);
  }
}

function decodeOfCredit({ credit = [] }: ChainContracts, log: ChainLog): FactBody | undefined {
  for (const { creditLine, pledgeBook, creditPool } of credit) {
    if (log.contract === creditLine) return decodeCreditLog(log, creditLine);
    if (log.contract === pledgeBook) return decodePledgeLog(log);
    if (log.contract === creditPool) return decodePoolLog(log);
  }
  return undefined;
}
