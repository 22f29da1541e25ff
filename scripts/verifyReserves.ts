import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Contract, JsonRpcProvider } from "ethers";
import { z } from "zod";
import { leafOf, ledgerRootOf, rootOfProof } from "../src/chain/reserves/sumTree.ts";
import { type Address, type Bytes32, parseAssetId, parseBytes32 } from "../src/kernel/ids/chainIds.ts";

const usage = `Checks a merchant's proof of inclusion against the chain, and nothing else.

Usage: npm run verify-reserves -- --proof FILE --rpc URL --anchor ADDRESS

  --proof FILE      the answer to the query inclusionProof, as it came
  --rpc URL         a node that you trust
  --anchor ADDRESS  LedgerAnchor, from where you trust it: the operator's deployment file or a block explorer`;

const bytes32 = z.string().transform(parseBytes32);
const units = z.object({ atomic: z.string().regex(/^\d+$/).transform(BigInt) });
const ofAsset = units.extend({ asset: z.object({ assetId: z.string() }) });
const digits = z.string().regex(/^\d+$/).transform(BigInt);
const file = z.object({
  data: z.object({
    inclusionProof: z.object({
      merchantId: z.string(),
      salt: bytes32,
      held: ofAsset,
      balances: units,
      steps: z.array(
        z.object({ side: z.enum(["LEFT", "RIGHT"]), hash: bytes32, held: digits, balances: digits }),
      ),
      reserves: z.object({
        epoch: z.int().positive(),
        block: z.object({ number: digits }),
        sealSequence: digits,
        sealHash: bytes32,
        totals: z.array(z.object({ held: ofAsset, balances: units, treeHash: bytes32 })),
      }),
    }),
  }),
});

const anchorAbi = [
  "function rootOf(uint256 epoch) view returns (bytes32)",
  "function totalsOf(uint256 epoch, address token) view returns (uint128 held, uint128 balances)",
  "function snapshotOf(uint256 epoch) view returns (uint64 blockNumber, bool isAnchored, bytes32 tokensHash)",
];

const { proof, rpc, anchor, help } = parseArgs({
  options: {
    proof: { type: "string" },
    rpc: { type: "string" },
    anchor: { type: "string" },
    help: { type: "boolean", short: "h" },
  },
}).values;
if (help || !proof || !rpc || !anchor) {
  console.log(usage);
  process.exit(help ? 0 : 1);
}
try {
  console.log(await verify({ proof, rpc, anchor: anchor as Address })); // ethers refuses what is no address
} catch (error) {
  console.error(`NOT PROVEN: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

/** @throws Error naming the first thing that does not follow */
async function verify(given: { proof: string; rpc: string; anchor: Address }): Promise<string> {
  const { inclusionProof } = file.parse(JSON.parse(readFileSync(given.proof, "utf8"))).data;
  const { reserves, merchantId: owner, salt, steps } = inclusionProof;
  const provider = new JsonRpcProvider(given.rpc);
  const contract = new Contract(given.anchor, anchorAbi, provider);
  const [network, anchored, snapshot] = await Promise.all([
    provider.getNetwork(),
    contract.getFunction("rootOf")(reserves.epoch),
    contract.getFunction("snapshotOf")(reserves.epoch),
  ]);
  const { token } = parseAssetId(inclusionProof.held.asset.assetId);
  const leaf = leafOf(token, {
    ...{ owner, salt },
    ...{ held: inclusionProof.held.atomic, balances: inclusionProof.balances.atomic },
  });
  const top = rootOfProof(leaf, steps);
  const tokens = reserves.totals.map((total) => ({
    token: parseAssetId(total.held.asset.assetId).token,
    root: { hash: total.treeHash, held: total.held.atomic, balances: total.balances.atomic },
  }));
  const own = tokens.find((one) => one.token === token)?.root;
  if (!own || own.hash !== top.hash || own.held !== top.held || own.balances !== top.balances)
    throw new Error("the way from the leaf does not lead to the asset's root and sums");
  const root = ledgerRootOf({
    chainNumber: network.chainId,
    ledgerAnchor: given.anchor,
    epoch: BigInt(reserves.epoch),
    blockNumber: snapshot.blockNumber,
    sealSequence: reserves.sealSequence,
    sealHash: reserves.sealHash,
    tokens,
  });
  if (root !== (anchored as Bytes32))
    throw new Error(`the chain has the root ${anchored}, this proof ${root}`);
  for (const { token: each, root: sums } of tokens) {
    const { held, balances } = await contract.getFunction("totalsOf")(reserves.epoch, each);
    if (held !== sums.held || balances !== sums.balances)
      throw new Error(
        `the contracts owed ${held} and ${balances} of ${each}, not ${sums.held} and ${sums.balances}`,
      );
  }
  provider.destroy();
  const mine = leaf.held + leaf.balances;
  return `${mine} of ${own.held + own.balances} units of ${token} are in the anchored root ${root} of epoch ${reserves.epoch}, as of block ${snapshot.blockNumber}.`;
}
