import { readFile } from "node:fs/promises";
import { CsvError, parse } from "csv-parse/sync";
import { parseAmount, sumOf } from "./tokenAmount.ts";

/** One row of the file. Amounts are units of the token. */
export interface Order {
  readonly reference: string;
  readonly description: string;
  readonly amount: bigint;
  /** now: all of it is captured as soon as it is held. later: the shop captures, in the parts of `captures`. */
  readonly capture: "now" | "later";
  readonly captures: readonly bigint[];
  /** What is not captured goes back to the payer on the shop's word. */
  readonly isVoided: boolean;
  /** What is not captured expires after so many seconds, and the payer takes it back; null for the API's default. */
  readonly authorizationSeconds: number | null;
  readonly refunds: readonly bigint[];
  readonly pay: "signature" | "preapproval";
}

/** A file that cannot be played; `faults` names every row that is wrong, with its line. */
export class OrdersRefused extends Error {
  constructor(file: string, faults: readonly string[]) {
    super([`${file} cannot be played:`, ...faults.map((fault) => `  ${fault}`)].join("\n"));
  }
}

/** The columns, in any order, with what an empty cell or a missing column stands for. */
const COLUMNS = {
  reference: "",
  description: "",
  amount: "",
  capture: "now",
  captures: "",
  void: "",
  authorizationSeconds: "",
  refunds: "",
  pay: "signature",
} as const;

type Column = keyof typeof COLUMNS;
type Row = Readonly<Record<Column, string>>;

const NAMES = Object.keys(COLUMNS) as Column[]; // the table's own keys

/** What the API accepts. */
const SHORTEST_AUTHORIZATION = 60;
const LONGEST_AUTHORIZATION = 7_776_000;
const LONGEST_REFERENCE = 100;
const LONGEST_DESCRIPTION = 500;

/** @throws OrdersRefused with one line per bad row */
export async function readOrders(file: string): Promise<Order[]> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new OrdersRefused(file, [error.message]);
  });
  const faults: string[] = [];
  const orders: Order[] = [];
  const lineOf = new Map<string, number>();
  for (const { line, row } of rowsOf(file, text)) {
    const found = typeof row === "string" ? row : orderOf(row);
    const earlier = typeof found === "string" ? undefined : lineOf.get(found.reference);
    if (typeof found === "string") faults.push(`line ${line}: ${found}`);
    else if (earlier) faults.push(`line ${line}: reference ${found.reference} is that of line ${earlier}`);
    else {
      lineOf.set(found.reference, line);
      orders.push(found);
    }
  }
  if (faults.length > 0) throw new OrdersRefused(file, faults);
  if (orders.length === 0) throw new OrdersRefused(file, ["there is no order in it"]);
  return orders;
}

/** The rows below the header; text says what is wrong with one. */
function rowsOf(file: string, text: string): { line: number; row: Row | string }[] {
  const [header, ...rest] = splitLines(file, text);
  const names = header?.cells ?? [];
  const unknown = names.filter((name) => !NAMES.includes(name as Column));
  const missing = (["reference", "amount"] as const).filter((name) => !names.includes(name));
  if (unknown.length > 0 || missing.length > 0 || new Set(names).size < names.length) {
    const known = `the first line must name columns out of ${NAMES.join(",")}`;
    throw new OrdersRefused(file, [`line 1: ${known}, at least reference and amount`]);
  }
  return rest.map(({ line, cells }) => {
    if (cells.length !== names.length)
      return { line, row: `${cells.length} cells under ${names.length} columns` };
    const given = Object.fromEntries(names.map((name, index) => [name, cells[index]]));
    return {
      line,
      row: Object.fromEntries(NAMES.map((name) => [name, given[name] || COLUMNS[name]])) as Row,
    };
  });
}

function splitLines(file: string, text: string): { line: number; cells: string[] }[] {
  const options = { info: true, bom: true, trim: true, relax_column_count: true, skip_empty_lines: true };
  try {
    const parsed = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[]; // as info makes it
    return parsed.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (error instanceof CsvError) throw new OrdersRefused(file, [error.message]);
    throw error;
  }
}

/** The order, or what is wrong with the row. */
function orderOf(row: Row): Order | string {
  const { reference, description, capture, pay } = row;
  if (reference === "" || reference.length > LONGEST_REFERENCE) {
    return `reference must have 1 to ${LONGEST_REFERENCE} characters`;
  }
  if (description.length > LONGEST_DESCRIPTION) {
    return `description must have at most ${LONGEST_DESCRIPTION} characters`;
  }
  if (capture !== "now" && capture !== "later") return `capture must be now or later, not "${capture}"`;
  if (pay !== "signature" && pay !== "preapproval") {
    return `pay must be signature or preapproval, not "${pay}"`;
  }
  if (row.void !== "" && row.void !== "yes") return `void must be yes or empty, not "${row.void}"`;
  const amount = amountOf("amount", row.amount);
  if (typeof amount === "string") return amount;
  const captures = amountsOf("captures", row.captures);
  if (typeof captures === "string") return captures;
  const refunds = amountsOf("refunds", row.refunds);
  if (typeof refunds === "string") return refunds;
  const authorizationSeconds = secondsOf(row.authorizationSeconds);
  if (typeof authorizationSeconds === "string") return authorizationSeconds;
  const order: Order = {
    ...{ reference, description, amount, capture, captures, pay, refunds, authorizationSeconds },
    isVoided: row.void === "yes",
  };
  return contradictionIn(order) ?? order;
}

/** Why the parts of an order do not make sense together; null when they do. */
function contradictionIn(order: Order): string | null {
  const captured = order.capture === "now" ? order.amount : sumOf(order.captures);
  const expires = order.authorizationSeconds !== null;
  if (order.capture === "now" && (order.captures.length > 0 || order.isVoided || expires)) {
    return "with capture now, captures, void and authorizationSeconds must be empty";
  }
  if (captured > order.amount) return "captures add up to more than the amount";
  if (order.isVoided && expires) return "either void or authorizationSeconds, not both";
  if (captured === order.amount && (order.isVoided || expires)) {
    return "everything is captured: nothing is left for void or authorizationSeconds";
  }
  if (captured < order.amount && !order.isVoided && !expires) {
    return "captures leave something over: capture it, set void to yes, or set authorizationSeconds";
  }
  if (sumOf(order.refunds) > captured) return "refunds add up to more than is captured";
  return null;
}

/** Amounts separated by semicolons. */
function amountsOf(column: Column, text: string): bigint[] | string {
  const amounts: bigint[] = [];
  for (const part of text === "" ? [] : text.split(";")) {
    const amount = amountOf(column, part.trim());
    if (typeof amount === "string") return amount;
    amounts.push(amount);
  }
  return amounts;
}

function amountOf(column: Column, text: string): bigint | string {
  return (
    parseAmount(text) ||
    `${column}: "${text}" is not an amount above zero such as 12.50, with at most 6 decimals`
  );
}

function secondsOf(text: string): number | null | string {
  if (text === "") return null;
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (seconds >= SHORTEST_AUTHORIZATION && seconds <= LONGEST_AUTHORIZATION) return seconds;
  return `authorizationSeconds must be a whole number from ${SHORTEST_AUTHORIZATION} to ${LONGEST_AUTHORIZATION}`;
}
