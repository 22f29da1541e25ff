/** What one entry does: units by account, debits positive. */
export type Lines = Readonly<Record<string, bigint>>;

interface Entry {
  readonly source: object;
  readonly kind: string;
  readonly lines: Lines;
  isReversed: boolean;
}

/** The merchant's own accounts, and what it owes. */
export type Part = "escrowed" | "pending" | "available" | "reserved";

/** The journal that the specification's table of entries leads to. Accounts are named without ids. */
export class Books {
  readonly #entries: Entry[] = [];
  readonly #balances = new Map<string, bigint>();
  readonly kinds: string[] = [];

  /** An entry; none where all its lines are zero. */
  post(source: object, kind: string, lines: Lines): void {
    if (Object.values(lines).every((units) => units === 0n)) return;
    const sum = Object.values(lines).reduce((total, units) => total + units, 0n);
    if (sum !== 0n) throw new Error(`the model's ${kind} is out of balance`);
    this.#entries.push({ source, kind, lines, isReversed: false });
    this.kinds.push(kind);
    for (const [account, units] of Object.entries(lines)) {
      this.#balances.set(account, (this.#balances.get(account) ?? 0n) + units);
    }
  }

  /** Exact opposites, newest first; what the merchant has spent of it already it owes. */
  reverse(source: object): void {
    const standing = this.#entries.filter((entry) => entry.source === source && !entry.isReversed);
    for (const entry of standing.reverse()) {
      const opposite = Object.fromEntries(
        Object.entries(entry.lines).map(([account, units]) => [account, -units]),
      );
      const short = (opposite.available ?? 0n) - this.owed("available");
      if (short > 0n) this.post({}, "REORG_SHORTFALL", { receivable: short, available: -short });
      entry.isReversed = true;
      this.post({}, "REVERSAL", opposite);
    }
  }

  /** Debits for money that left by itself: what is available, then a debt. */
  taken(units: bigint): Lines {
    const available = this.owed("available");
    const free = available < units ? available : units;
    return { available: free, receivable: units - free };
  }

  /** What we owe the merchant there. */
  owed(part: Part): bigint {
    return -(this.#balances.get(part) ?? 0n);
  }

  /** Every account that is not empty, debits positive. */
  balances(): Record<string, bigint> {
    return Object.fromEntries([...this.#balances].filter(([, units]) => units !== 0n));
  }
}
