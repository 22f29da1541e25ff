import type { FactBody } from "../../kernel/facts/chainFact.ts";
import type { Address, Bytes32, Hex } from "../../kernel/ids/chainIds.ts";
import { eventReader } from "../eventReader.ts";
import type { PaymentPreApprovedEvent } from "../typechain/contracts/interfaces/IPaymentCollector.sol/IPaymentCollector.ts";
import { IPaymentCollector__factory } from "../typechain/factories/contracts/interfaces/IPaymentCollector.sol/IPaymentCollector__factory.ts";

const eventOf = eventReader(IPaymentCollector__factory.createInterface());

/** What the payment collector said with this log; undefined for events that no module needs. */
export function decodeCollectorLog(log: { topics: readonly Bytes32[]; data: Hex }): FactBody | undefined {
  const event = eventOf(log);
  if (event?.name !== "PaymentPreApproved") return undefined;
  const args = event.args as PaymentPreApprovedEvent.OutputObject;
  return {
    name: event.name,
    paymentHash: args.paymentInfoHash as Bytes32, // bytes32 by the ABI
    payer: args.payer as Address,
  };
}
