import type { Bytes32, ChainId } from "../kernel/ids/chainIds.ts";

/** The node serves another chain than the one this database has read: nothing is read from it. */
export class GenesisMismatch extends Error {
  readonly chainId: ChainId;
  readonly expected: Bytes32;
  readonly actual: Bytes32 | undefined;

  constructor(chainId: ChainId, expected: Bytes32, actual: Bytes32 | undefined) {
    super(`${chainId} starts with ${actual ?? "no block"}, but the database was filled from ${expected}`);
    this.name = "GenesisMismatch";
    this.chainId = chainId;
    this.expected = expected;
    this.actual = actual;
  }
}

/** Another process moved the checkpoint since it was read; what was fetched is thrown away. */
export class CheckpointMoved extends Error {
  constructor(chainId: ChainId) {
    super(`another process follows ${chainId} too`);
    this.name = "CheckpointMoved";
  }
}
