import type { FactBody } from "../../kernel/facts/chainFact.ts";
import type { ChainContracts } from "../../kernel/facts/contractCall.ts";
import {
  type Address,
  type AssetId,
  assetIdOf,
  type Bytes32,
  type ChainId,
} from "../../kernel/ids/chainIds.ts";
import type { Bps } from "../../kernel/money/bps.ts";
import { feeDown } from "../../kernel/money/bps.ts";
import { decodeLog } from "../decodeLog.ts";
import { eventReader } from "../eventReader.ts";
import type { ChainLog } from "../rpc/chainReader.ts";
import { IPaymentEscrow__factory } from "../typechain/factories/contracts/interfaces/IPaymentEscrow__factory.ts";

/** What one log moved: units by the part of our custody, and of those the fee. Compared alone or with its transaction. */
export interface Move {
  readonly blockNumber: number;
  readonly blockHash: Bytes32;
  readonly logIndex: number;
  readonly txHash: Bytes32;
  readonly subject: Bytes32 | Address;
  readonly asset: AssetId | null;
  readonly party: Address | null;
  readonly held: Readonly<Record<string, bigint>>;
  readonly fee: bigint;
  /** Whether the journal books it by this log; else by another one of the transaction. */
  readonly isBookedAlone: boolean;
}

/**
 * Settlement's kinds of change that are the other side of an escrow's event, of PayoutSent or of DepositSwept, which name
 * the payment, the recipient or the address. Every other kind is a movement of its own.
 * @see contracts/types/Settlement.sol BalanceKind: Capture, Fee, Payout, Refund, Sweep
 */
const TOLD_BY_ANOTHER: ReadonlySet<number> = new Set([0, 1, 4, 5, 7]);

/** Deposit and Withdrawal are booked by their own logs; draws, liens, earnings and the like by those of other contracts. */
const BOOKED_ALONE: ReadonlySet<number> = new Set([2, 3]);

const escrowEventOf = eventReader(IPaymentEscrow__factory.createInterface());

/** What a log of our contracts moved; undefined for those that moved nothing. */
export function moveOf(chainId: ChainId, contracts: ChainContracts, log: ChainLog): Move | undefined {
  const told = claimOf(chainId, contracts, log) ?? toldBy(chainId, decodeLog(contracts, log));
  if (!told) return undefined;
  const { blockNumber, blockHash, logIndex, txHash } = log;
  return {
    blockNumber,
    blockHash,
    logIndex,
    txHash,
    fee: 0n,
    asset: null,
    party: null,
    isBookedAlone: true,
    ...told,
  };
}

type Told = Pick<Move, "subject" | "held"> & Partial<Pick<Move, "asset" | "party" | "fee" | "isBookedAlone">>;

function toldBy(chainId: ChainId, fact: FactBody | undefined): Told | undefined {
  switch (fact?.name) {
    case "PaymentAuthorized": {
      const { receiver: party, token } = fact.terms;
      const asset = assetIdOf(chainId, token);
      return { subject: fact.paymentHash, asset, party, held: { escrow: fact.amount } };
    }
    case "PaymentCharged": {
      const { receiver: party, token } = fact.terms;
      const fee = feeDown(fact.amount, fact.feeBps as Bps); // contract-checked
      const asset = assetIdOf(chainId, token);
      return { subject: fact.paymentHash, asset, party, held: { settlement: fact.amount }, fee };
    }
    case "PaymentCaptured": {
      const fee = feeDown(fact.amount, fact.feeBps as Bps); // contract-checked
      return { subject: fact.paymentHash, held: { escrow: -fact.amount, settlement: fact.amount }, fee };
    }
    case "PaymentVoided":
    case "PaymentReclaimed":
      return { subject: fact.paymentHash, held: { escrow: -fact.amount } };
    case "PaymentRefunded": // a collector brings its own money
      return BigInt(fact.collector) === 0n
        ? { subject: fact.paymentHash, held: { settlement: -fact.amount } }
        : undefined;
    case "PayoutSent": {
      const asset = assetIdOf(chainId, fact.token);
      return { subject: fact.batchId, asset, party: fact.account, held: { settlement: -fact.amount } };
    }
    case "DepositSwept": {
      if (fact.held) return undefined;
      const asset = assetIdOf(chainId, fact.token);
      return {
        subject: fact.depositAddress,
        asset,
        party: fact.account,
        held: { settlement: fact.amount },
      };
    }
    case "BalanceUpdated": {
      if (TOLD_BY_ANOTHER.has(fact.kind) || fact.delta === 0n) return undefined;
      const asset = assetIdOf(chainId, fact.token);
      const isBookedAlone = BOOKED_ALONE.has(fact.kind);
      return {
        subject: fact.account,
        asset,
        party: fact.account,
        held: { settlement: fact.delta },
        isBookedAlone,
      };
    }
    default:
      return undefined;
  }
}

/** Money that could not be returned stays in the escrow until its payer claims it. */
function claimOf(chainId: ChainId, contracts: ChainContracts, log: ChainLog): Told | undefined {
  if (log.contract !== contracts.escrow) return undefined;
  const event = escrowEventOf(log);
  if (event?.name !== "ClaimRecorded" && event?.name !== "Claimed") return undefined;
  const { payer, token, amount } = event.args as { payer: Address; token: Address; amount: bigint }; // by the ABI
  const units = event.name === "Claimed" ? -amount : amount;
  return { subject: payer, asset: assetIdOf(chainId, token), party: payer, held: { escrow: units } };
}
