import type { FactBody } from "../../kernel/facts/chainFact.ts";
import { type Bytes32, type Hex, parseAddress } from "../../kernel/ids/chainIds.ts";
import type {
  PaymentAuthorizedEvent,
  PaymentCapturedEvent,
  PaymentChargedEvent,
  PaymentRefundedEvent,
} from "../typechain/contracts/interfaces/IPaymentEscrow.ts";
import { IPaymentEscrow__factory } from "../typechain/factories/contracts/interfaces/IPaymentEscrow__factory.ts";
import { termsOf } from "./paymentTerms.ts";

const escrowAbi = IPaymentEscrow__factory.createInterface();

/** What the escrow said with this log; undefined for events that no module needs. */
export function decodeEscrowLog(log: { topics: readonly Bytes32[]; data: Hex }): FactBody | undefined {
  const event = escrowAbi.parseLog(log);
  if (!event) return undefined;
  const paymentHash = String(event.args[0]) as Bytes32; // every event below names the payment first
  switch (event.name) {
    case "PaymentAuthorized": {
      const args = event.args as unknown as PaymentAuthorizedEvent.OutputObject;
      return { name: event.name, paymentHash, terms: termsOf(args.paymentInfo), amount: args.amount };
    }
    case "PaymentCharged": {
      const args = event.args as unknown as PaymentChargedEvent.OutputObject;
      const terms = termsOf(args.paymentInfo);
      return { name: event.name, paymentHash, terms, amount: args.amount, ...feeOf(args) };
    }
    case "PaymentCaptured": {
      const args = event.args as unknown as PaymentCapturedEvent.OutputObject;
      return { name: event.name, paymentHash, amount: args.amount, ...feeOf(args) };
    }
    case "PaymentVoided":
    case "PaymentReclaimed":
      return { name: event.name, paymentHash, amount: event.args.amount as bigint };
    case "PaymentRefunded": {
      const args = event.args as unknown as PaymentRefundedEvent.OutputObject;
      return {
        name: event.name,
        paymentHash,
        amount: args.amount,
        collector: parseAddress(args.tokenCollector),
      };
    }
    case "CaptureSkipped":
    case "RefundSkipped":
      return { name: event.name, paymentHash, reason: event.args.reason as Hex };
    default:
      return undefined;
  }
}

function feeOf(args: { feeBps: bigint; feeReceiver: string }) {
  return { feeBps: Number(args.feeBps), feeReceiver: parseAddress(args.feeReceiver) };
}
