import type { Address, Bytes32 } from "../ids/chainIds.ts";
import type { UnixSeconds } from "../time/clock.ts";

/**
 * What an underwriter signs and a borrower accepts; field for field the contract's CreditTerms.
 * Units: limit and minPayment in the token's smallest unit; rates and parts in basis points; expiry exclusive.
 * @see contracts/types/Credit.sol
 */
export interface CreditTerms {
  /** The line to amend; zero opens one. */
  readonly line: Bytes32;
  readonly borrower: Address;
  readonly limit: bigint;
  readonly aprBps: number;
  readonly lateAprBps: number;
  readonly holdbackBps: number;
  /** Part of pledged holds that may be drawn; zero: the line needs no pledges. */
  readonly advanceRateBps: number;
  readonly originationBps: number;
  readonly gracePeriod: number;
  /** Seconds between due dates; zero: everything is due at maturity. */
  readonly period: number;
  readonly minPayment: bigint;
  readonly maturity: UnixSeconds;
  /** The terms may be accepted while now < expiry. */
  readonly expiry: UnixSeconds;
  readonly nonce: bigint;
  readonly schemaId: Bytes32;
  /** Commitment to the borrower's figures, which never come on chain. */
  readonly attestation: Bytes32;
}

/**
 * What credit lines, their pledge books and their pools said. `creditId` is the contract's id of a line, whose lower 160
 * bits are the borrower. Units: the asset's smallest; `interest` beside `principal` is in 1e-9 of it.
 * @see contracts/interfaces/ICreditLine.sol, IPledgeBook.sol, ICreditPoolVault.sol, IYieldVault.sol
 */
export type CreditFactBody =
  | { readonly name: "CreditOpened"; readonly creditId: Bytes32; readonly terms: CreditTerms }
  | (Debt & {
      readonly name: "CreditAmended";
      readonly creditId: Bytes32;
      readonly terms: CreditTerms;
      readonly dueAt: UnixSeconds;
    })
  | (Debt & {
      readonly name: "CreditDrawn";
      readonly creditId: Bytes32;
      readonly amount: bigint;
      readonly fee: bigint;
    })
  | (Debt & {
      readonly name: "CreditRepaid";
      readonly creditId: Bytes32;
      readonly payer: Address;
      /** Payment id of the capture, or id of the deposit, that paid; zero: a wallet or a balance did. */
      readonly ref: Bytes32;
      readonly interestPaid: bigint;
      readonly principalPaid: bigint;
    })
  | {
      readonly name: "CreditDueChanged";
      readonly creditId: Bytes32;
      /** 0: nothing is owed. */
      readonly dueAt: UnixSeconds;
      readonly paid: bigint;
    }
  | {
      readonly name: "CreditStatusChanged";
      readonly creditId: Bytes32;
      /** Numbers of the contract's CreditStatus. */
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly name: "CreditLimitLowered";
      readonly creditId: Bytes32;
      readonly limit: bigint;
      readonly amendments: number;
    }
  | (Debt & {
      readonly name: "CreditWaived";
      readonly creditId: Bytes32;
      readonly amount: bigint;
      readonly coveredByReserve: bigint;
    })
  | {
      readonly name: "DefaultDeclared";
      readonly creditId: Bytes32;
      readonly principalLoss: bigint;
      readonly interestLoss: bigint;
      readonly coveredByReserve: bigint;
    }
  | {
      readonly name: "CreditWrittenOff";
      readonly creditId: Bytes32;
      readonly principalLoss: bigint;
      readonly interestLoss: bigint;
    }
  | {
      readonly name: "LossRecovered";
      readonly creditId: Bytes32;
      readonly toPool: bigint;
      readonly toReserve: bigint;
      /** What of the loss is left. */
      readonly poolLoss: bigint;
      readonly reserveLoss: bigint;
    }
  | { readonly name: "ReserveChanged"; readonly creditLine: Address; readonly delta: bigint }
  | {
      readonly name: "Pledged";
      readonly creditId: Bytes32;
      readonly pledgedPayment: Bytes32;
      readonly amount: bigint;
      readonly advance: bigint;
    }
  | {
      readonly name: "PledgeReleased";
      readonly creditId: Bytes32;
      readonly pledgedPayment: Bytes32;
      readonly amount: bigint;
    }
  | {
      readonly name: "DrawFunded";
      readonly creditLine: Address;
      readonly to: Address;
      readonly amount: bigint;
    }
  | { readonly name: "Collected"; readonly creditLine: Address; readonly amount: bigint }
  /** The fact's contract is the pool, whose shares are the owner's. @see EIP-4626 */
  | {
      readonly name: "Deposit";
      readonly sender: Address;
      readonly owner: Address;
      readonly assets: bigint;
      readonly shares: bigint;
    }
  | {
      readonly name: "Withdraw";
      readonly receiver: Address;
      readonly owner: Address;
      readonly assets: bigint;
      readonly shares: bigint;
    }
  /** What the queue was filled with before left the pool. */
  | {
      readonly name: "RedeemClaimed";
      readonly request: bigint;
      readonly receiver: Address;
      readonly assets: bigint;
    }
  | { readonly name: "SurplusTaken"; readonly treasury: Address; readonly amount: bigint };

/** What a line owes after an event, as of its block. */
interface Debt {
  readonly principal: bigint;
  /** In 1e-9 units. */
  readonly interest: bigint;
}
