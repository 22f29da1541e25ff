import { concat } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import permit2 from "./Permit2.json" with { type: "json" };

/** Where Uniswap's Permit2 is on every chain. */
export const PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3";
/** What Uniswap deployed it with. */
export const PERMIT2_SALT = "0x0000000000000000000000000000000000000000d3af2663da51c10215000000";
/** Makes contracts by CREATE2 of whoever asks, at the same address everywhere. @see Arachnid deterministic-deployment-proxy */
export const CREATE2_DEPLOYER = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
/** Its own deployment, by an account that nobody has the key of: one signature for every chain. */
const DEPLOYER_ACCOUNT = "0x3fAB184622Dc19b6109349B94811493BF2a45362";
const DEPLOYER_TRANSACTION =
  "0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf31ba02222222222222222222222222222222222222222222222222222222222222222a02222222222222222222222222222222222222222222222222222222222222222";
/** What that transaction may cost in wei: its 100,000 gas at its 100 gwei. */
const DEPLOYER_COST = 10n ** 16n;

type Connection = Pick<NetworkConnection, "ethers">;

/** Puts Permit2 where it is on every chain, on a chain of development that lacks it. Its address is a hash of its code:
 *  what gets there is Uniswap's Permit2 or nothing. */
export async function ensurePermit2({ ethers }: Connection, deployer: string): Promise<void> {
  if (await hasCode(ethers, PERMIT2)) return;
  const signer = await ethers.getSigner(deployer);
  if (!(await hasCode(ethers, CREATE2_DEPLOYER))) {
    await (await signer.sendTransaction({ to: DEPLOYER_ACCOUNT, value: DEPLOYER_COST })).wait();
    await (await ethers.provider.broadcastTransaction(DEPLOYER_TRANSACTION)).wait();
  }
  const data = concat([PERMIT2_SALT, permit2.initCode]);
  await (await signer.sendTransaction({ to: CREATE2_DEPLOYER, data })).wait();
  await requirePermit2({ ethers });
}

/** @throws Error when the chain has no Permit2 */
export async function requirePermit2({ ethers }: Connection): Promise<void> {
  if (!(await hasCode(ethers, PERMIT2)))
    throw new Error(`Permit2 is not on this chain: ${PERMIT2} has no code`);
}

const hasCode = async (ethers: Connection["ethers"], address: string): Promise<boolean> =>
  (await ethers.provider.getCode(address)) !== "0x";
