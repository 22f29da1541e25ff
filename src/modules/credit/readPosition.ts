import { blockersOf, type CreditBlocker } from "./blockers.ts";
import type { CreditGateway, CreditReading } from "./credit.ports.ts";
import type { CreditLine } from "./credit.ts";

export interface CreditPosition extends CreditReading {
  readonly blockers: readonly CreditBlocker[];
}

/**
 * What a line owes and may draw, by the contract's own word in one block, and why it cannot be drawn if it cannot: a
 * draw is tried there, without being sent.
 * @param owed what the merchant owes the platform otherwise, in units
 * @throws RpcUnreachable
 */
export async function readPosition(
  gateway: CreditGateway,
  line: CreditLine,
  owed: bigint,
): Promise<CreditPosition> {
  const reading = await gateway.readPosition(line);
  const amount = reading.available > 0n ? reading.available : line.limit;
  const refusal = await gateway.refusalOf(line.account, gateway.drawCall(line, amount, []));
  const isSecured = line.terms.advanceRateBps > 0;
  return { ...reading, blockers: blockersOf({ reading, isSecured, refusal, owed }) };
}
