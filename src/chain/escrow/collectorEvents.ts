import type { FactBody } from "../../kernel/facts/chainFact.ts";
import { type Bytes32, type Hex, parseAddress } from "../../kernel/ids/chainIds.ts";
import { IPaymentCollector__factory } from "../typechain/factories/contracts/interfaces/IPaymentCollector.sol/IPaymentCollector__factory.ts";

const collectorAbi = IPaymentCollector__factory.createInterface();

/** What the payment collector said with this log; undefined for events that no module needs. */
export function decodeCollectorLog(log: { topics: readonly Bytes32[]; data: Hex }): FactBody | undefined {
  const event = collectorAbi.parseLog(log);
  if (event?.name !== "PaymentPreApproved") return undefined;
  const [paymentHash, payer] = event.args as unknown as [Bytes32, string];
  return { name: event.name, paymentHash, payer: parseAddress(payer) };
}
