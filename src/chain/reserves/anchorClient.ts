import type { Interface } from "ethers";
import type { AnchorFactBody } from "../../kernel/facts/anchorFacts.ts";
import type { ContractCall } from "../../kernel/facts/contractCall.ts";
import {
  type Address,
  type AssetId,
  type Bytes32,
  type ChainId,
  eip155Reference,
  type Hex,
  parseAssetId,
} from "../../kernel/ids/chainIds.ts";
import { eventReader } from "../eventReader.ts";
import { toQuantity } from "../rpc/quantity.ts";
import type { Rpc } from "../rpc/rpcClient.ts";
import { ILedgerAnchor__factory } from "../typechain/factories/contracts/interfaces/ILedgerAnchor__factory.ts";
import { ISolvencyLens__factory } from "../typechain/factories/contracts/interfaces/ISolvencyLens__factory.ts";
import { leafOf, ledgerRootOf, levelsOf, proofOf, type SumLeaf, type SumNode } from "./sumTree.ts";

const anchorAbi: Interface = ILedgerAnchor__factory.createInterface();
const lensAbi: Interface = ISolvencyLens__factory.createInterface();
const eventOf = eventReader(anchorAbi);

/** What LedgerAnchor said with this log. */
export function decodeAnchorLog(log: { topics: readonly Bytes32[]; data: Hex }): AnchorFactBody | undefined {
  const event = eventOf(log);
  const args = event?.args as {
    epoch: bigint;
    token: Address;
    held: bigint;
    balances: bigint;
    root: Bytes32;
  };
  switch (event?.name) {
    case "SnapshotTaken":
      return { name: event.name, epoch: Number(args.epoch) };
    case "TotalsTaken": {
      const { token, held, balances } = args;
      return { name: event.name, epoch: Number(args.epoch), token, held, balances };
    }
    case "LedgerAnchored":
      return { name: event.name, epoch: Number(args.epoch), root: args.root };
    default:
      return undefined;
  }
}

/** Where a chain's proof contracts are, and how to ask its nodes. */
interface Place {
  readonly rpc: Rpc;
  readonly contracts: { readonly ledgerAnchor?: Address; readonly solvencyLens?: Address };
}

/** Writes LedgerAnchor's calls, reads what lens and anchor say, and makes the trees that the roots commit to. */
export class AnchorClient {
  readonly #placeOf: (chainId: ChainId) => Place;

  constructor(placeOf: (chainId: ChainId) => Place) {
    this.#placeOf = placeOf;
  }

  snapshotCall(chainId: ChainId, epoch: number, assets: readonly AssetId[]): ContractCall {
    return this.#toAnchor(chainId, "snapshot", [epoch, assets.map(tokenOf)]);
  }

  anchorCall(
    chainId: ChainId,
    order: {
      readonly epoch: number;
      readonly root: Bytes32;
      readonly totals: readonly {
        readonly asset: AssetId;
        readonly held: bigint;
        readonly balances: bigint;
      }[];
    },
  ): ContractCall {
    const { epoch, root, totals } = order;
    const tokens = totals.map(({ asset }) => tokenOf(asset));
    const owed = totals.map(({ held, balances }) => ({ held, balances }));
    return this.#toAnchor(chainId, "anchor", [epoch, root, tokens, owed]);
  }

  /** The last epoch taken on chain. Asks a node. */
  async lastEpoch(chainId: ChainId): Promise<number> {
    const { rpc, contracts } = this.#placeOf(chainId);
    const call = { to: contracts.ledgerAnchor, data: anchorAbi.encodeFunctionData("lastEpochs") };
    const answer = String(await rpc.request("eth_call", [call, "latest"]));
    return Number(anchorAbi.decodeFunctionResult("lastEpochs", answer)[0]);
  }

  /** What all contracts of the suite have and owe at a block, by asset. Asks a node, which must have the block's state. */
  async solvency(
    chainId: ChainId,
    assets: readonly AssetId[],
    block: number,
  ): Promise<readonly { readonly has: bigint; readonly owes: bigint; readonly isKnown: boolean }[]> {
    const { rpc, contracts } = this.#placeOf(chainId);
    const data = lensAbi.encodeFunctionData("solvency", [assets.map(tokenOf)]);
    const answer = await rpc.request("eth_call", [{ to: contracts.solvencyLens, data }, toQuantity(block)]);
    const [found] = lensAbi.decodeFunctionResult("solvency", String(answer)) as unknown as [
      { balance: bigint; liabilities: bigint; isKnown: boolean }[],
    ]; // by the ABI
    return found.map(({ balance, liabilities, isKnown }) => ({ has: balance, owes: liabilities, isKnown }));
  }

  /** Leaves in the order of their hashes, which says nothing of their owners, with the root above them. */
  treeOf(asset: AssetId, leaves: readonly SumLeaf[]): { leaves: readonly SumLeaf[]; root: SumNode } {
    const token = tokenOf(asset);
    const hashed = leaves.map((leaf) => ({ leaf, node: leafOf(token, leaf) }));
    hashed.sort((a, b) => (a.node.hash < b.node.hash ? -1 : 1));
    const root = levelsOf(hashed.map(({ node }) => node)).at(-1)?.[0];
    if (!root) throw new Error("a tree has a root");
    return { leaves: hashed.map(({ leaf }) => leaf), root };
  }

  /** The way from one leaf to the root, leaves in the tree's order. */
  proofOf(asset: AssetId, leaves: readonly SumLeaf[], position: number) {
    const token = tokenOf(asset);
    return proofOf(levelsOf(leaves.map((leaf) => leafOf(token, leaf))), position);
  }

  rootOf(
    chainId: ChainId,
    given: {
      readonly epoch: number;
      readonly block: number;
      readonly sealSequence: number;
      readonly sealHash: Bytes32;
      readonly roots: readonly { readonly asset: AssetId; readonly root: SumNode }[];
    },
  ): Bytes32 {
    return ledgerRootOf({
      chainNumber: eip155Reference(chainId),
      ledgerAnchor: this.#anchorOf(chainId),
      epoch: BigInt(given.epoch),
      blockNumber: BigInt(given.block),
      sealSequence: BigInt(given.sealSequence),
      sealHash: given.sealHash,
      tokens: given.roots.map(({ asset, root }) => ({ token: tokenOf(asset), root })),
    });
  }

  #anchorOf(chainId: ChainId): Address {
    const { ledgerAnchor } = this.#placeOf(chainId).contracts;
    if (!ledgerAnchor) throw new Error(`${chainId} has no LedgerAnchor`);
    return ledgerAnchor;
  }

  #toAnchor(chainId: ChainId, name: string, args: readonly unknown[]): ContractCall {
    const data = anchorAbi.encodeFunctionData(name, args) as Hex; // hexadecimal by ethers
    return { chainId, to: this.#anchorOf(chainId), data };
  }
}

function tokenOf(asset: AssetId): Address {
  return parseAssetId(asset).token;
}
