import type { TxHash } from "../../../src/kernel/ids/chainIds.ts";
import type { Coverage } from "../coverage.ts";
import type { Books } from "./books.ts";
import type { Call } from "./contracts.ts";

/** A transaction of ours. */
export interface ModelTransaction {
  readonly id: string;
  readonly call: Call;
  /** Null until it was signed. */
  hash: TxHash | null;
  death: "REFUSED" | "WITHDRAWN" | "REVERTED" | "DROPPED" | null;
}

/** What all machines of the model stand on. */
export interface Ground {
  readonly books: Books;
  readonly coverage: Coverage;
  readonly transactions: ModelTransaction[];
  /** Unix seconds. */
  now: number;
  /** An event about an object, by its id, or by itself while its id is not known. */
  tell(type: string, about: string | object): void;
}
