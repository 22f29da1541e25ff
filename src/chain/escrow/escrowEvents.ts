import type { FactBody } from "../../kernel/facts/chainFact.ts";
import type { Address, Bytes32, Hex } from "../../kernel/ids/chainIds.ts";
import { eventReader } from "../eventReader.ts";
import type {
  CaptureSkippedEvent,
  PaymentAuthorizedEvent,
  PaymentCapturedEvent,
  PaymentChargedEvent,
  PaymentRefundedEvent,
  PaymentVoidedEvent,
} from "../typechain/contracts/interfaces/IPaymentEscrow.ts";
import { IPaymentEscrow__factory } from "../typechain/factories/contracts/interfaces/IPaymentEscrow__factory.ts";
import { termsOf } from "./paymentTerms.ts";

const eventOf = eventReader(IPaymentEscrow__factory.createInterface());

/** What the escrow said with this log; undefined for events that no module needs. */
export function decodeEscrowLog(log: { topics: readonly Bytes32[]; data: Hex }): FactBody | undefined {
  const event = eventOf(log);
  const paymentHash = log.topics[1] as Bytes32; // every event below has the payment for its first topic
  switch (event?.name) {
    case "PaymentAuthorized": {
      const args = event.args as PaymentAuthorizedEvent.OutputObject;
      return { name: event.name, paymentHash, terms: termsOf(args.paymentInfo), amount: args.amount };
    }
    case "PaymentCharged": {
      const args = event.args as PaymentChargedEvent.OutputObject;
      const terms = termsOf(args.paymentInfo);
      return { name: event.name, paymentHash, terms, amount: args.amount, ...feeOf(args) };
    }
    case "PaymentCaptured": {
      const args = event.args as PaymentCapturedEvent.OutputObject;
      return { name: event.name, paymentHash, amount: args.amount, ...feeOf(args) };
    }
    case "PaymentVoided":
    case "PaymentReclaimed":
      return {
        name: event.name,
        paymentHash,
        amount: (event.args as PaymentVoidedEvent.OutputObject).amount,
      };
    case "PaymentRefunded": {
      const args = event.args as PaymentRefundedEvent.OutputObject;
      return {
        name: event.name,
        paymentHash,
        amount: args.amount,
        collector: args.tokenCollector as Address,
      };
    }
    case "CaptureSkipped":
    case "RefundSkipped":
      return {
        name: event.name,
        paymentHash,
        reason: (event.args as CaptureSkippedEvent.OutputObject).reason as Hex, // bytes32 by the ABI
      };
    default:
      return undefined;
  }
}

function feeOf(args: { feeBps: bigint; feeReceiver: string }) {
  return { feeBps: Number(args.feeBps), feeReceiver: args.feeReceiver as Address };
}
