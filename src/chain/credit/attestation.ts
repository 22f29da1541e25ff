import { AbiCoder, keccak256 } from "ethers";
import type { Bytes32 } from "../../kernel/ids/chainIds.ts";

/** One figure of a file that is committed to; by shape credit's SaltedLeaf. */
export interface SaltedLeaf {
  readonly name: string;
  readonly value: string;
  /** 32 random bytes, so that nobody finds the value by trying. */
  readonly salt: Bytes32;
}

const coder = AbiCoder.defaultAbiCoder();

/** A leaf's hash: twice, so that no inner node is ever a leaf. @see OpenZeppelin's MerkleProof and StandardMerkleTree */
export function leafHash({ name, value, salt }: SaltedLeaf): Bytes32 {
  return keccak256(keccak256(coder.encode(["string", "string", "bytes32"], [name, value, salt]))) as Bytes32;
}

/** The root over leaves in their order; pairs are sorted, so that proofs need no directions. */
export function attestationOf(leaves: readonly SaltedLeaf[]): Bytes32 {
  const [root] = levelsOf(leaves).at(-1) ?? [];
  if (root === undefined) throw new Error("a file has at least one figure");
  return root;
}

/** What proves, beside a leaf, that it is one of those under the root. */
export function proofOf(leaves: readonly SaltedLeaf[], index: number): Bytes32[] {
  const proof: Bytes32[] = [];
  let place = index;
  for (const level of levelsOf(leaves)) {
    const sibling = level[place ^ 1];
    if (sibling !== undefined && level.length > 1) proof.push(sibling);
    place >>= 1;
  }
  return proof;
}

/** Whether a leaf is one of those under the root. */
export function isAttested(root: Bytes32, leaf: SaltedLeaf, proof: readonly Bytes32[]): boolean {
  return proof.reduce(pairHash, leafHash(leaf)) === root;
}

/** From the leaves to the root; one without a neighbour goes up as it is. */
function levelsOf(leaves: readonly SaltedLeaf[]): Bytes32[][] {
  const levels: Bytes32[][] = [leaves.map(leafHash)];
  for (let level = levels[0] ?? []; level.length > 1; ) {
    const next: Bytes32[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]];
      if (left !== undefined) next.push(right === undefined ? left : pairHash(left, right));
    }
    levels.push(next);
    level = next;
  }
  return levels;
}

function pairHash(a: Bytes32, b: Bytes32): Bytes32 {
  const [low, high] = a < b ? [a, b] : [b, a];
  return keccak256(`0x${low.slice(2)}${high.slice(2)}`) as Bytes32; // 32 bytes
}
