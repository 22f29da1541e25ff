import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { readDeployment } from "./deploymentRecord.js";

export async function fund(
  args: { readonly account: string; readonly amount: string; readonly ether: string },
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  const connection = await hre.network.create();
  const { ethers } = connection;
  const { chainId } = await ethers.provider.getNetwork();
  const { testDollar } = readDeployment(chainId.toString()).addresses;
  if (!testDollar) throw new Error(`Chain ${chainId} has no test money; deploy with --test-dollar`);
  const token = await ethers.getContractAt("TestDollar", testDollar);
  await (await token.mint(args.account, ethers.parseUnits(args.amount, 6))).wait();

  const [signer] = await ethers.getSigners();
  const value = ethers.parseEther(args.ether);
  if (value > 0n) await (await signer?.sendTransaction({ to: args.account, value }))?.wait();

  const dollars = ethers.formatUnits(await token.balanceOf(args.account), 6);
  const ether = ethers.formatEther(await ethers.provider.getBalance(args.account));
  console.log(`${args.account} has ${dollars} TUSD and ${ether} ether`);
  await connection.close();
}
