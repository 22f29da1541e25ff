/** Basis points: an integer from 0 to 10,000; 10,000 is the whole. */
export type Bps = number & { readonly __bps: true };

const BPS_ONE = 10_000n;

export function isBps(value: number): value is Bps {
  return Number.isInteger(value) && value >= 0 && value <= 10_000;
}

/** A part of an amount, rounded down. */
export function bpsDown(units: bigint, bps: Bps): bigint {
  return (units * BigInt(bps)) / BPS_ONE;
}

/**
 * The platform's fee on a capture, rounded down: the merchant keeps the remainder of the division.
 * @see contracts/escrow/PaymentEscrow.sol, which computes the same.
 */
export function feeDown(units: bigint, bps: Bps): bigint {
  return bpsDown(units, bps);
}
