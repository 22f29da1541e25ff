import { type BaseContract, getAddress, isAddress } from "ethers";

/** One fact about a deployment: as it was configured, and as the chain has it. */
export interface Row {
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}

export const isAsConfigured = ({ expected, actual }: Row): boolean => expected === actual;

/** Collects what was compared. A read that fails is a difference like any other. */
export class Checks {
  readonly rows: Row[] = [];

  async is(what: string, expected: unknown, read: () => Promise<unknown>): Promise<void> {
    const actual = await read().then(show, (error: Error) => `unreadable: ${error.message.slice(0, 80)}`);
    this.rows.push({ what, expected: show(expected), actual });
  }

  /** What a view of a contract answers; its name is the contract's and the view's. */
  async view(name: string, contract: BaseContract, call: string, expected: unknown, ...args: unknown[]) {
    const what = [name, call, ...args.map(show)].join(" ");
    await this.is(what, expected, () => contract.getFunction(call).staticCall(...args));
  }
}

/** Amounts of a record are strings of digits and those of the chain bigints; lists of both are sets in no order. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return value.length > 0 ? value.map(show).sort().join(", ") : "none";
  const text = String(value);
  return isAddress(text) ? getAddress(text) : text;
}
