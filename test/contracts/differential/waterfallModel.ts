/** Books of Settlement as the design's waterfall describes them; units of one token. */
export interface ModelBooks {
  readonly available: Map<string, bigint>;
  readonly reserved: Map<string, bigint>;
  /** Rolling reserve by the day that it is due, counted from 1970. */
  readonly rolling: Map<string, Map<bigint, bigint>>;
  readonly reserveBps: Map<string, bigint>;
  readonly liens: Map<string, { bps: bigint; debt: bigint }>;
  /** Net captures whose credit line did not answer. */
  readonly pending: Map<string, { account: string; net: bigint }>;
  isLineDown: boolean;
}

export const POOL = "pool";
export const FEE = "fee";
const ONE = 10_000n;
const DAY = 86_400n;

export function newBooks(): ModelBooks {
  return {
    available: new Map(),
    reserved: new Map(),
    rolling: new Map(),
    reserveBps: new Map(),
    liens: new Map(),
    pending: new Map(),
    isLineDown: false,
  };
}

/** Fee, then lien, then rolling reserve, the rest available; each part rounded down. */
export function capture(
  books: ModelBooks,
  item: { id: string; account: string; gross: bigint; feeBps: bigint; dueDay: bigint },
): void {
  const { id, account, gross, dueDay } = item;
  const fee = (gross * item.feeBps) / ONE;
  add(books.available, FEE, fee);
  const net = gross - fee;
  if (net === 0n) return;
  const taken = takeLien(books, account, net);
  if (taken === undefined) {
    books.pending.set(id, { account, net });
    add(books.reserved, account, net);
    return;
  }
  const reserve = hold(books, account, net - taken, dueDay);
  add(books.available, account, net - taken - reserve);
}

/** Asks the credit line once more about a capture that waits. */
export function collect(books: ModelBooks, id: string, dueDay: bigint): void {
  const waiting = books.pending.get(id);
  if (!waiting) return;
  const { account, net } = waiting;
  const taken = takeLien(books, account, net);
  if (taken === undefined) return;
  books.pending.delete(id);
  add(books.reserved, account, -net);
  const reserve = hold(books, account, net - taken, dueDay);
  add(books.available, account, net - taken - reserve);
}

export function release(books: ModelBooks, account: string, day: bigint): void {
  const due = books.rolling.get(account)?.get(day) ?? 0n;
  books.rolling.get(account)?.delete(day);
  add(books.reserved, account, -due);
  add(books.available, account, due);
}

export const sumOf = (books: ModelBooks): bigint =>
  [...books.available.values(), ...books.reserved.values()].reduce((sum, part) => sum + part, 0n);

/** The first midnight not before the delay is over. */
export const dueDayOf = (now: bigint, delayHours: bigint): bigint =>
  (now + delayHours * 3_600n + DAY - 1n) / DAY;

/** What the credit line takes; undefined when it does not answer. */
function takeLien(books: ModelBooks, account: string, net: bigint): bigint | undefined {
  const lien = books.liens.get(account);
  if (!lien || lien.bps === 0n) return 0n;
  if (books.isLineDown) return undefined;
  const share = (net * lien.bps) / ONE;
  const taken = share < lien.debt ? share : lien.debt;
  lien.debt -= taken;
  if (lien.debt === 0n) lien.bps = 0n;
  add(books.available, POOL, taken);
  return taken;
}

function hold(books: ModelBooks, account: string, amount: bigint, dueDay: bigint): bigint {
  const reserve = (amount * (books.reserveBps.get(account) ?? 0n)) / ONE;
  if (reserve === 0n) return 0n;
  const days = books.rolling.get(account) ?? new Map<bigint, bigint>();
  days.set(dueDay, (days.get(dueDay) ?? 0n) + reserve);
  books.rolling.set(account, days);
  add(books.reserved, account, reserve);
  return reserve;
}

export function add(parts: Map<string, bigint>, name: string, units: bigint): void {
  parts.set(name, (parts.get(name) ?? 0n) + units);
}
