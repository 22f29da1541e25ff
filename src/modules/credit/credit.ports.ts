import type { BlockRef, PaymentTerms } from "../../kernel/facts/chainFact.ts";
import type { ContractCall } from "../../kernel/facts/contractCall.ts";
import type { CreditTerms } from "../../kernel/facts/creditFacts.ts";
import type { Address, ChainId, Hex } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import type { CreditLine } from "./credit.ts";

export type LinePlace = Pick<CreditLine, "chainId" | "contract" | "onchainId" | "account">;

/** What the contract says of a line, all of it in one block; amounts in smallest units. */
export interface CreditReading {
  readonly asOf: BlockRef;
  /** Principal and interest, rounded up for the lenders: what ends the debt in this block. */
  readonly payoff: bigint;
  /** What is due at dueAt, the missed payments included. */
  readonly due: bigint;
  /** Null without debt. */
  readonly dueAt: UnixSeconds | null;
  readonly available: bigint;
  /** What the recorded pledges carry; the limit for a line that needs none. */
  readonly borrowingBase: bigint;
  readonly isActive: boolean;
  /** A due date and its grace have passed. */
  readonly isPastDue: boolean;
}

/** What credit needs of the contracts. Methods that answer a promise talk to the network: never call one inside a
 *  database transaction. */
export interface CreditGateway {
  readPosition(line: LinePlace): Promise<CreditReading>;
  /** The name of the error with which the contract would refuse the call; null when it would not. */
  refusalOf(account: Address, call: ContractCall): Promise<string | null>;
  nonceOf(chainId: ChainId, account: Address): Promise<number>;
  drawCall(line: LinePlace, amount: bigint, against: readonly PaymentTerms[]): ContractCall;
  /** Accepts signed terms. */
  openCall(
    order: { chainId: ChainId; contract: Address },
    terms: CreditTerms,
    signed: { readonly underwriter: Address; readonly signature: Hex },
  ): ContractCall;
  repayFromBalanceCall(line: LinePlace, amount: bigint): ContractCall;
  /** In the order in which they must be sent. */
  repayCalls(line: LinePlace, token: Address, amount: bigint): readonly ContractCall[];
}
