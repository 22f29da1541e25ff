import { DomainError } from "../../kernel/errors/domainError.ts";
import {
  type AddressRange,
  coversRange,
  isInRanges,
  parseAddressRange,
} from "../../kernel/net/addressRange.ts";
import type { Caller } from "./caller.ts";

const MOST_RANGES = 50;
const PATH = ["input", "allowedAddresses"];

/** Ranges as somebody wrote them, each once. @throws INVALID_INPUT */
export function readAllowedAddresses(texts: readonly string[]): readonly AddressRange[] {
  if (texts.length > MOST_RANGES) {
    throw new DomainError("INVALID_INPUT", `A key has at most ${MOST_RANGES} ranges.`, { path: PATH });
  }
  const ranges = texts.map((text, index) => {
    try {
      return parseAddressRange(text);
    } catch (cause) {
      const message = `Each ${(cause as Error).message}.`;
      throw new DomainError("INVALID_INPUT", message, { path: [...PATH, String(index)], cause });
    }
  });
  return [...new Set(ranges)];
}

/** A key that works from some addresses hands on no more of them. @throws INVALID_INPUT */
export function requireWithin(own: readonly AddressRange[], wanted: readonly AddressRange[]): void {
  if (own.length === 0) return;
  const isWithin = wanted.every((range) => own.some((outer) => coversRange(outer, range)));
  if (wanted.length > 0 && isWithin) return;
  throw new DomainError("INVALID_INPUT", "A key cannot grant addresses that it does not work from itself.", {
    evidence: { own },
    path: PATH,
  });
}

/** Whether a caller's credential works from this address. */
export function mayCallFrom(caller: Caller, address: string): boolean {
  if (caller.kind === "anonymous" || caller.allowedAddresses.length === 0) return true;
  return isInRanges(address, caller.allowedAddresses);
}
