import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { roleIds } from "../ignition/roles.js";
import type { AccessManager } from "../src/chain/typechain/index.js";
import { readDeployment } from "./deploymentRecord.js";

/** Makes a call of the access manager with the rights of the first account: at once when its ADMIN has no delay;
 *  else schedules it, and executes it when run again after the delay. */
export async function adminCall(
  hre: HardhatRuntimeEnvironment,
  describe: string,
  encode: (manager: AccessManager) => string,
): Promise<void> {
  const connection = await hre.network.create();
  const { ethers } = connection;
  const { chainId } = await ethers.provider.getNetwork();
  const { accessManager } = readDeployment(chainId.toString()).addresses;
  const manager = await ethers.getContractAt("AccessManager", accessManager);
  const [signer] = await ethers.getSigners();
  if (!signer) throw new Error("The network has no account to send with");

  const [isAdmin, delay] = await manager.hasRole(roleIds.ADMIN, signer.address);
  if (!isAdmin) throw new Error(`${signer.address} is not ADMIN of ${accessManager}`);
  const call = encode(manager);
  const operation = await manager.hashOperation(signer.address, accessManager, call);
  const readyAt = await manager.getSchedule(operation);
  if (delay > 0n && readyAt === 0n) {
    await (await manager.schedule(accessManager, call, 0)).wait();
    console.log(`Scheduled: ${describe}; run this again in ${delay} seconds`);
  } else {
    await (await signer.sendTransaction({ to: accessManager, data: call })).wait();
    console.log(`Done: ${describe}`);
  }
  await connection.close();
}
