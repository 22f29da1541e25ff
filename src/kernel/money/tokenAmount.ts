import { DomainError } from "../errors/domainError.ts";
import type { AssetId } from "../ids/chainIds.ts";

/** Money: an integer count of an asset's smallest unit (USDC: 1e-6), never without its asset. */
export interface TokenAmount {
  readonly asset: AssetId;
  readonly units: bigint;
}

/** The input field that amounts are read from, in every command. */
const PATH = ["input", "amount"];

/** The largest amount the contracts hold: uint120. */
export const MAX_UNITS = 2n ** 120n - 1n;

/**
 * Reads a decimal string as units, exactly; never rounds.
 * Shape: digits, optionally a point and digits; no sign, exponent or separators.
 * @throws INVALID_INPUT, AMOUNT_PRECISION, AMOUNT_NOT_POSITIVE, AMOUNT_TOO_LARGE
 */
export function parseUnits(text: string, decimals: number): bigint {
  if (text.startsWith("-")) throw notPositive();
  const match = /^(\d{1,78})(?:\.(\d{1,78}))?$/.exec(text);
  if (!match?.[1]) {
    throw new DomainError("INVALID_INPUT", 'An amount is a plain decimal number such as "12.50".', {
      path: PATH,
    });
  }
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (fraction.length > decimals) {
    throw new DomainError("AMOUNT_PRECISION", `The asset has ${decimals} decimals.`, {
      evidence: { decimals },
      path: PATH,
    });
  }
  const units = BigInt(match[1] + fraction.padEnd(decimals, "0"));
  if (units === 0n) throw notPositive();
  if (units > MAX_UNITS) {
    throw new DomainError("AMOUNT_TOO_LARGE", "The amount is above 2^120 - 1 units.", {
      evidence: { maxUnits: MAX_UNITS.toString() },
      path: PATH,
    });
  }
  return units;
}

/** The same where nothing is an amount too, such as a limit.
 *  @throws as parseUnits, but for AMOUNT_NOT_POSITIVE of zero */
export function parseUnitsOrZero(text: string, decimals: number): bigint {
  return /^0+(\.0+)?$/.test(text) ? 0n : parseUnits(text, decimals);
}

/** Writes units as a decimal string without trailing zeros: 12500000 at 6 decimals is "12.5". */
export function formatUnits(units: bigint, decimals: number): string {
  const sign = units < 0n ? "-" : "";
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return sign + whole + (fraction ? `.${fraction}` : "");
}

/**
 * Whether an amount is below a limit in whole tokens, exactly, also where the limit has more decimals than the asset.
 * `limit` is a plain decimal string, such as "12.50".
 */
export function isBelow(
  { units, decimals }: { readonly units: bigint; readonly decimals: number },
  limit: string,
): boolean {
  const [whole = "", fraction = ""] = limit.split(".");
  const scale = Math.max(decimals, fraction.length);
  return units * 10n ** BigInt(scale - decimals) < BigInt(whole + fraction.padEnd(scale, "0"));
}

function notPositive(): DomainError {
  return new DomainError("AMOUNT_NOT_POSITIVE", "The amount must be greater than zero.", { path: PATH });
}
