/** One page of a list. Forward it starts after `from`, backward it ends before it; `from` null is the list's end. */
export interface PageRequest {
  /** 1 to 100. */
  readonly limit: number;
  readonly from: Position | null;
  readonly backward: boolean;
}

/** A place in a list: the row's id and, in lists ordered by it, its updatedAt. */
export interface Position {
  readonly id: string;
  readonly updatedAt: Date | null;
}

/** Rows in the list's own order also when the page was read backward. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Whether the list goes on beyond this page in the direction it was read. */
  readonly hasMore: boolean;
}

/** Makes a page of rows that were read in reading order, one more than the limit where there are more. */
export function toPage<T>(rows: readonly T[], request: PageRequest): Page<T> {
  const items = rows.slice(0, request.limit);
  return { items: request.backward ? items.reverse() : items, hasMore: rows.length > request.limit };
}
