import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { adminCall } from "./adminCall.js";
import { roleNamed } from "./roleNamed.js";

export async function revokeRole(
  args: { readonly role: string; readonly account: string },
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  const role = roleNamed(args.role);
  await adminCall(hre, `${role.name} from ${args.account}`, (manager) =>
    manager.interface.encodeFunctionData("revokeRole", [role.id, args.account]),
  );
}
