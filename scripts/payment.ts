import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { readDeployment } from "./deploymentRecord.js";

/** Names of PaymentStatus in contracts/types/Payment.sol, in its order. */
const statusNames = ["NONE", "AUTHORIZED", "CAPTURED", "VOIDED", "RECLAIMED"] as const;

export async function payment(args: { readonly id: string }, hre: HardhatRuntimeEnvironment): Promise<void> {
  const connection = await hre.network.create();
  const { ethers } = connection;
  const { chainId } = await ethers.provider.getNetwork();
  const { addresses, startBlock } = readDeployment(chainId.toString());
  const escrow = await ethers.getContractAt("PaymentEscrow", addresses.escrow);

  const [collected, capturable, refundable] = await escrow.paymentState(args.id);
  const status = statusNames[Number(await escrow.statusOf(args.id))];
  console.table({ collected, capturable: capturable.toString(), refundable: refundable.toString(), status });

  const history = await ethers.provider.getLogs({
    address: addresses.escrow,
    topics: [null, args.id],
    fromBlock: startBlock,
  });
  for (const log of history) {
    const event = escrow.interface.parseLog(log);
    if (!event) continue;
    const values = event.fragment.inputs.slice(1).map(({ name }, i) => `${name}=${event.args[i + 1]}`);
    console.log(`block ${log.blockNumber} ${event.name} ${values.join(" ")}`);
  }
  await connection.close();
}
