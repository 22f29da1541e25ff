import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { executionDelaySeconds, productionDelays } from "../ignition/deployment.settings.js";
import { adminCall } from "./adminCall.js";
import { roleNamed } from "./roleNamed.js";

export async function grantRole(
  args: { readonly role: string; readonly account: string; readonly delay: number },
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  const role = roleNamed(args.role);
  const delay = args.delay >= 0 ? args.delay : executionDelaySeconds(productionDelays, role.name);
  await adminCall(hre, `${role.name} to ${args.account} with a delay of ${delay} seconds`, (manager) =>
    manager.interface.encodeFunctionData("grantRole", [role.id, args.account, delay]),
  );
}
