/** Decimals of the sandbox's test dollar; compared with what the API says before anything is paid. */
export const DECIMALS = 6;

const WHOLE = 10n ** BigInt(DECIMALS);

/** Units of a decimal string in whole tokens; null when it is none, or has more decimals than the token. */
export function parseAmount(text: string): bigint | null {
  const match = /^(\d{1,30})(?:\.(\d+))?$/.exec(text);
  const [, whole, decimals = ""] = match ?? [];
  if (whole === undefined || decimals.length > DECIMALS) return null;
  return BigInt(whole) * WHOLE + BigInt(decimals.padEnd(DECIMALS, "0"));
}

/** Decimal string in whole tokens, exact and without trailing zeros, as the API writes amounts. */
export function formatAmount(units: bigint): string {
  const sign = units < 0n ? "-" : "";
  const digits = (units < 0n ? -units : units).toString().padStart(DECIMALS + 1, "0");
  const decimals = digits.slice(-DECIMALS).replace(/0+$/, "");
  return `${sign}${digits.slice(0, -DECIMALS)}${decimals === "" ? "" : `.${decimals}`}`;
}

export function sumOf(units: readonly bigint[]): bigint {
  return units.reduce((sum, one) => sum + one, 0n);
}
