import { AbiCoder, id, keccak256 } from "ethers";
import type { Address, Bytes32 } from "../../kernel/ids/chainIds.ts";

/**
 * A Merkle sum tree of what one token is owed: every node carries the sums of what is below it and hashes them, so a root
 * with its sums commits to every part, and none can be left out of the sums or be below zero.
 * Units: the token's smallest; each sum fits uint128, as the contracts' own totals do.
 */
export interface SumNode {
  readonly hash: Bytes32;
  /** Held for payers in escrows. */
  readonly held: bigint;
  /** Owed by Settlement. */
  readonly balances: bigint;
}

/** One merchant's part; `owner` is its id, or `rest` for what is no merchant's. */
export interface SumLeaf {
  readonly owner: string;
  /** Random, and known to the owner alone: without it nobody can try who a leaf belongs to. */
  readonly salt: Bytes32;
  readonly held: bigint;
  readonly balances: bigint;
}

/** A neighbour on the way to the root, and on which side it stands. */
export interface ProofStep extends SumNode {
  readonly side: "LEFT" | "RIGHT";
}

const coder = AbiCoder.defaultAbiCoder();
const LEAF = id("Tallystick liabilities leaf 1");
const NODE = id("Tallystick liabilities node 1");
const LIABILITIES = id("Tallystick liabilities 1");
const ROOT = id("Tallystick ledger root 1");
const MOST = 2n ** 128n;

/** @throws RangeError for a part below zero or too large */
export function leafOf(token: Address, { owner, salt, held, balances }: SumLeaf): SumNode {
  const types = ["bytes32", "bytes32", "string", "address", "uint128", "uint128"];
  return {
    hash: hashOf(types, [LEAF, salt, owner, token, checked(held), checked(balances)]),
    held,
    balances,
  };
}

/** @throws RangeError when a sum is too large */
export function parentOf(left: SumNode, right: SumNode): SumNode {
  const types = ["bytes32", "bytes32", "uint128", "uint128", "bytes32", "uint128", "uint128"];
  const hash = hashOf(types, [
    NODE,
    left.hash,
    checked(left.held),
    checked(left.balances),
    right.hash,
    checked(right.held),
    checked(right.balances),
  ]);
  return {
    hash,
    held: checked(left.held + right.held),
    balances: checked(left.balances + right.balances),
  };
}

/** All levels, leaves first, the root alone in the last; an odd node goes up as it is. Leaves stand in the order given. */
export function levelsOf(leaves: readonly SumNode[]): readonly (readonly SumNode[])[] {
  if (leaves.length === 0) throw new RangeError("a tree has a leaf");
  const levels: (readonly SumNode[])[] = [leaves];
  for (let level = leaves; level.length > 1; ) {
    const above: SumNode[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]];
      if (left) above.push(right ? parentOf(left, right) : left);
    }
    levels.push(above);
    level = above;
  }
  return levels;
}

/** The neighbours from a leaf to the root. */
export function proofOf(levels: readonly (readonly SumNode[])[], position: number): ProofStep[] {
  const steps: ProofStep[] = [];
  let at = position;
  for (const level of levels.slice(0, -1)) {
    const neighbour = level[at % 2 === 0 ? at + 1 : at - 1];
    if (neighbour) steps.push({ ...neighbour, side: at % 2 === 0 ? "RIGHT" : "LEFT" });
    at = Math.floor(at / 2);
  }
  return steps;
}

/** The root that follows from a leaf and its neighbours. @throws RangeError for a sum below zero or too large */
export function rootOfProof(leaf: SumNode, steps: readonly ProofStep[]): SumNode {
  return steps.reduce(
    (node, { side, ...step }) => (side === "LEFT" ? parentOf(step, node) : parentOf(node, step)),
    leaf,
  );
}

/** What an epoch's root commits to. */
export interface LedgerRoot {
  /** EIP-155 number of the chain. */
  readonly chainNumber: bigint;
  readonly ledgerAnchor: Address;
  readonly epoch: bigint;
  readonly blockNumber: bigint;
  /** The last sealed journal entry: how many there are, and its hash. */
  readonly sealSequence: bigint;
  readonly sealHash: Bytes32;
  /** In the order of the snapshot. */
  readonly tokens: readonly { readonly token: Address; readonly root: SumNode }[];
}

/** The root that is anchored: journal and liabilities of one block, of one chain and contract. */
export function ledgerRootOf(root: LedgerRoot): Bytes32 {
  const tokens = root.tokens.map(({ token, root: { hash, held, balances } }) => [
    token,
    hash,
    checked(held),
    checked(balances),
  ]);
  const liabilities = hashOf(["bytes32", "tuple(address,bytes32,uint128,uint128)[]"], [LIABILITIES, tokens]);
  return hashOf(
    ["bytes32", "uint256", "address", "uint256", "uint256", "uint256", "bytes32", "bytes32"],
    [
      ROOT,
      root.chainNumber,
      root.ledgerAnchor,
      root.epoch,
      root.blockNumber,
      root.sealSequence,
      root.sealHash,
      liabilities,
    ],
  );
}

function hashOf(types: readonly string[], values: readonly unknown[]): Bytes32 {
  return keccak256(coder.encode(types, values)) as Bytes32; // keccak256 gives 32 bytes
}

function checked(units: bigint): bigint {
  if (units < 0n || units >= MOST) throw new RangeError(`${units} does not fit uint128`);
  return units;
}
