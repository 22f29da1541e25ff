import { randomBytes } from "node:crypto";
import { DomainError } from "../../kernel/errors/domainError.ts";
import { type Address, type Bytes32, parseAddress } from "../../kernel/ids/chainIds.ts";
import { bpsDown, isBps } from "../../kernel/money/bps.ts";
import { parseUnits } from "../../kernel/money/tokenAmount.ts";
import { addSeconds, toUnixSeconds } from "../../kernel/time/clock.ts";
import type { Asset } from "../assets/index.ts";
import type { AddressRecipe, DepositAddress, DepositGateway } from "../deposits/index.ts";
import type { Payment } from "./payment.ts";

/** How a payment is paid at an address of its own. */
export interface DepositOption {
  /** Where money that is not credited can be returned to; absent: the settlement account. */
  readonly refundTo?: string | null;
  /** So much less than the amount is taken for all of it: basis points of the amount, or a decimal string in whole
   *  tokens. At most one of them; absent: nothing. */
  readonly toleranceBps?: number | null;
  readonly tolerance?: string | null;
  /** Seconds after the time to pay in which late money is still the payment's; default a day. */
  readonly monitorSeconds?: number | null;
}

type DepositFields = Pick<Payment, "depositAddress" | "refundTo" | "tolerance" | "monitorUntil">;
type Unpaid = Omit<Payment, keyof DepositFields>;

const DAY = 86_400;
const MONITOR = { least: 0, most: 30 * DAY, usual: DAY };

/** A payment that is paid with a wallet. */
export const NO_DEPOSIT: DepositFields & { deposit: null } = {
  depositAddress: null,
  refundTo: null,
  tolerance: 0n,
  monitorUntil: null,
  deposit: null,
};

/**
 * Makes the address of one payment. Its reference is drawn anew, so that no two have the same and nobody knows it before.
 * @throws DEPOSITS_UNAVAILABLE, INVALID_INPUT, AMOUNT_PRECISION, ADDRESS_MALFORMED, ADDRESS_CHECKSUM
 */
export function draftDeposit(
  payment: Unpaid,
  option: DepositOption,
  { asset, account, factory }: { asset: Asset; account: Address; factory: DepositGateway },
): DepositFields & { deposit: DepositAddress } {
  const refundTo = option.refundTo ? parseAddress(option.refundTo) : account;
  if (BigInt(refundTo) === 0n) throw invalid("refundTo", "Nothing can be returned to the zero address.");
  const ref = `0x${randomBytes(32).toString("hex")}` as Bytes32; // 32 bytes
  const recipe: AddressRecipe = { account, ref, refundTo };
  const { id: paymentId, merchantId, livemode, chainId, amount: due } = payment;
  const address = factory.addressOf(chainId, recipe);
  if (!address) {
    throw new DomainError("DEPOSITS_UNAVAILABLE", "This chain has no deposit addresses.", {
      path: ["input", "deposit"],
    });
  }
  const tolerance = toleranceUnits(payment.amount, option, asset);
  const monitorUntil = addSeconds(payment.expiresAt, monitorSeconds(option));
  const deposit = {
    ...recipe,
    ...{ chainId, address, paymentId, merchantId, livemode, asset: payment.asset, due },
    expiresAt: toUnixSeconds(payment.expiresAt),
    monitorUntil: toUnixSeconds(monitorUntil),
  };
  return { depositAddress: address, refundTo, tolerance, monitorUntil, deposit };
}

/** Rounded down: the payer owes the remainder of the division. Something is always due. */
function toleranceUnits(amount: bigint, { toleranceBps, tolerance }: DepositOption, asset: Asset): bigint {
  const hasBps = toleranceBps !== null && toleranceBps !== undefined;
  if (hasBps && tolerance) throw invalid("tolerance", "Give tolerance or toleranceBps, not both.");
  if (hasBps) {
    if (!isBps(toleranceBps) || toleranceBps === 10_000)
      throw invalid("toleranceBps", "toleranceBps must be a whole number from 0 to 9999.");
    return bpsDown(amount, toleranceBps);
  }
  if (!tolerance) return 0n;
  const units = parseUnits(tolerance, asset.decimals);
  if (units >= amount) throw invalid("tolerance", "The tolerance must be less than the amount.");
  return units;
}

function monitorSeconds({ monitorSeconds: given }: DepositOption): number {
  const value = given ?? MONITOR.usual;
  const { least, most } = MONITOR;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalid("monitorSeconds", `monitorSeconds must be a whole number from ${least} to ${most}.`);
}

function invalid(field: string, message: string): DomainError {
  return new DomainError("INVALID_INPUT", message, { path: ["input", "deposit", field] });
}
