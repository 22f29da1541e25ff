import type { JournalEntry } from "./operatorDoor.ts";
import { formatAmount } from "./tokenAmount.ts";

/** The journal added up by the demo itself. */
export interface Books {
  readonly entries: number;
  /** What is wrong; empty when debits equal credits in every entry, and in all of them together, per asset. */
  readonly faults: readonly string[];
  /** Units of one asset on an account: credits less debits for what is owed or earned, else debits less credits. */
  balanceOf(account: string, assetId: string): bigint;
  /** All accounts of one asset that a pattern matches. */
  accounts(assetId: string, pattern: RegExp): readonly string[];
}

/** Accounts that grow with debits: what is owned. All others grow with credits. */
const OWNED = /^(chain|receivable):/;

/** Adds up every line of every entry. */
export function checkLedger(journal: readonly JournalEntry[]): Books {
  const faults: string[] = [];
  const total = new Sums();
  const accounts = new Sums();
  for (const entry of journal) {
    const own = new Sums();
    for (const { account, direction, amount } of entry.lines) {
      const { assetId } = amount.asset;
      const signed = direction === "DEBIT" ? BigInt(amount.atomic) : -BigInt(amount.atomic);
      own.add(assetId, signed);
      total.add(assetId, signed);
      accounts.add(keyOf(account, assetId), signed);
    }
    if (entry.lines.length === 0) faults.push(`journal entry ${entry.id} has no lines`);
    faults.push(...own.faults(`journal entry ${entry.id} (${entry.kind})`));
  }
  const ids = new Set(journal.map(({ id }) => id));
  if (ids.size < journal.length) faults.push("the journal lists an entry twice");
  faults.push(...total.faults("the whole journal"));
  return {
    entries: ids.size,
    faults,
    balanceOf(account, assetId) {
      const sum = accounts.get(keyOf(account, assetId));
      return OWNED.test(account) ? sum : -sum;
    },
    accounts: (assetId, pattern) =>
      accounts.keys().flatMap((key) => {
        const [account = "", asset] = key.split(" ");
        return asset === assetId && pattern.test(account) ? [account] : [];
      }),
  };
}

function keyOf(account: string, assetId: string): string {
  return `${account} ${assetId}`;
}

/** Debits less credits by key. */
class Sums {
  readonly #sums = new Map<string, bigint>();

  add(key: string, signed: bigint): void {
    this.#sums.set(key, this.get(key) + signed);
  }

  get(key: string): bigint {
    return this.#sums.get(key) ?? 0n;
  }

  keys(): string[] {
    return [...this.#sums.keys()];
  }

  faults(what: string): string[] {
    return [...this.#sums].flatMap(([assetId, sum]) =>
      sum === 0n ? [] : [`${what}: debits less credits of ${assetId} are ${formatAmount(sum)}, not 0`],
    );
  }
}
