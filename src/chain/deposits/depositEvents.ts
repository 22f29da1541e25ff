import type { FactBody } from "../../kernel/facts/chainFact.ts";
import type { Address, Bytes32, Hex } from "../../kernel/ids/chainIds.ts";
import { eventReader } from "../eventReader.ts";
import type {
  DepositSweptEvent,
  SweepFailedEvent,
} from "../typechain/contracts/interfaces/IDepositFactory.ts";
import { IDepositFactory__factory } from "../typechain/factories/contracts/interfaces/IDepositFactory__factory.ts";

const eventOf = eventReader(IDepositFactory__factory.createInterface());

/** What the factory of deposit addresses said with this log; undefined for events that no module needs. */
export function decodeDepositLog(log: { topics: readonly Bytes32[]; data: Hex }): FactBody | undefined {
  const event = eventOf(log);
  switch (event?.name) {
    case "DepositSwept": {
      const args = event.args as DepositSweptEvent.OutputObject;
      return {
        name: event.name,
        account: args.account as Address,
        ref: args.ref as Bytes32, // bytes32 by the ABI
        token: args.token as Address,
        depositAddress: args.depositAddress as Address,
        amount: args.amount,
        held: args.held,
      };
    }
    case "SweepFailed": {
      const args = event.args as SweepFailedEvent.OutputObject;
      return {
        name: event.name,
        depositAddress: args.depositAddress as Address,
        token: args.token as Address,
      };
    }
    default:
      return undefined;
  }
}
