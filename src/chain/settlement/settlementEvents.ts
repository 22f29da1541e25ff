import type { FactBody } from "../../kernel/facts/chainFact.ts";
import { type Bytes32, type Hex, parseAddress } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import type {
  BalanceUpdatedEvent,
  PayoutAddressSetEvent,
  PayoutFailedEvent,
  PayoutSentEvent,
  RecipientSetEvent,
} from "../typechain/contracts/interfaces/ISettlement.ts";
import { ISettlement__factory } from "../typechain/factories/contracts/interfaces/ISettlement__factory.ts";

const settlementAbi = ISettlement__factory.createInterface();

/** What Settlement said with this log; undefined for events that no module needs. */
export function decodeSettlementLog(log: { topics: readonly Bytes32[]; data: Hex }): FactBody | undefined {
  const event = settlementAbi.parseLog(log);
  switch (event?.name) {
    case "BalanceUpdated":
      return balanceUpdated(event.args as unknown as BalanceUpdatedEvent.OutputObject);
    case "PayoutSent": {
      const args = event.args as unknown as PayoutSentEvent.OutputObject;
      return { name: event.name, ...payoutOf(args) };
    }
    case "PayoutFailed": {
      const args = event.args as unknown as PayoutFailedEvent.OutputObject;
      return { name: event.name, ...payoutOf(args), reason: args.reason as Hex };
    }
    case "RecipientSet": {
      const args = event.args as unknown as RecipientSetEvent.OutputObject;
      const [account, recipient] = [parseAddress(args.account), parseAddress(args.recipient)];
      return { name: event.name, account, recipient, effectiveAt: secondsOf(args.effectiveAt) };
    }
    case "PayoutAddressSet": {
      const args = event.args as unknown as PayoutAddressSetEvent.OutputObject;
      const [account, payoutAddress] = [parseAddress(args.account), parseAddress(args.payoutAddress)];
      return { name: event.name, account, payoutAddress, effectiveAt: secondsOf(args.effectiveAt) };
    }
    default:
      return undefined;
  }
}

function balanceUpdated(args: BalanceUpdatedEvent.OutputObject): FactBody {
  return {
    name: "BalanceUpdated",
    account: parseAddress(args.account),
    token: parseAddress(args.token),
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
    account: parseAddress(args.account),
    token: parseAddress(args.token),
    to: parseAddress(args.to),
    amount: args.amount,
  };
}

/** uint40 seconds fit a number. */
function secondsOf(value: bigint): UnixSeconds {
  return Number(value) as UnixSeconds;
}
