import type { FactBody } from "../../kernel/facts/chainFact.ts";
import type { Address, Bytes32, Hex } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import { eventReader } from "../eventReader.ts";
import type {
  BalanceUpdatedEvent,
  PayoutAddressSetEvent,
  PayoutFailedEvent,
  PayoutSentEvent,
  RecipientSetEvent,
} from "../typechain/contracts/interfaces/ISettlement.ts";
import { ISettlement__factory } from "../typechain/factories/contracts/interfaces/ISettlement__factory.ts";

const eventOf = eventReader(ISettlement__factory.createInterface());

/** What Settlement said with this log; undefined for events that no module needs. */
export function decodeSettlementLog(log: { topics: readonly Bytes32[]; data: Hex }): FactBody | undefined {
  const event = eventOf(log);
  switch (event?.name) {
    case "BalanceUpdated":
      return balanceUpdated(event.args as BalanceUpdatedEvent.OutputObject);
    case "PayoutSent": {
      const args = event.args as PayoutSentEvent.OutputObject;
      return { name: event.name, ...payoutOf(args) };
    }
    case "PayoutFailed": {
      const args = event.args as PayoutFailedEvent.OutputObject;
      return { name: event.name, ...payoutOf(args), reason: args.reason as Hex };
    }
    case "RecipientSet": {
      const args = event.args as RecipientSetEvent.OutputObject;
      const [account, recipient] = [args.account as Address, args.recipient as Address];
      return { name: event.name, account, recipient, effectiveAt: secondsOf(args.effectiveAt) };
    }
    case "PayoutAddressSet": {
      const args = event.args as PayoutAddressSetEvent.OutputObject;
      const [account, payoutAddress] = [args.account as Address, args.payoutAddress as Address];
      return { name: event.name, account, payoutAddress, effectiveAt: secondsOf(args.effectiveAt) };
    }
    default:
      return undefined;
  }
}

function balanceUpdated(args: BalanceUpdatedEvent.OutputObject): FactBody {
  return {
    name: "BalanceUpdated",
    account: args.account as Address,
    token: args.token as Address,
    ref: args.ref as Bytes32, // bytes32 by the ABI
    kind: Number(args.kind),
    delta: args.delta,
    available: args.available,
    reserved: args.reserved,
  };
}

function payoutOf(args: PayoutSentEvent.OutputObject | PayoutFailedEvent.OutputObject) {
  return {
    batchId: args.batchId as Bytes32, // bytes32 by the ABI
    account: args.account as Address,
    token: args.token as Address,
    to: args.to as Address,
    amount: args.amount,
  };
}

/** uint40 seconds fit a number. */
function secondsOf(value: bigint): UnixSeconds {
  return Number(value) as UnixSeconds;
}
