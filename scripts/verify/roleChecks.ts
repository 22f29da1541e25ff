import { type BaseContract, id } from "ethers";
import { executionDelaySeconds } from "../../ignition/deployment.settings.js";
import type { TallystickDeployment } from "../../ignition/deployTallystick.js";
import { type ManagedContract, type RoleName, roleIds, rolesOf } from "../../ignition/roles.js";
import type { Checks } from "./checks.js";
import { readLogs } from "./readLogs.js";

export interface Target {
  readonly name: string;
  readonly kind: ManagedContract;
  readonly contract: BaseContract;
}

/** Members and delays of every role, and the role of every function. */
export async function checkRoles(
  checks: Checks,
  manager: BaseContract,
  targets: readonly Target[],
  deployment: TallystickDeployment,
  lastBlock: number,
): Promise<void> {
  await checkMembers(checks, manager, deployment, lastBlock);
  for (const [role, number] of Object.entries(roleIds)) {
    if (number === roleIds.ADMIN) continue;
    await checks.is(`role ${role} admin`, roleIds.ADMIN, () => manager.getFunction("getRoleAdmin")(number));
    await checks.is(`role ${role} guardian`, roleIds.ADMIN, () =>
      manager.getFunction("getRoleGuardian")(number),
    );
    await checks.is(`role ${role} grant delay`, 0n, () => manager.getFunction("getRoleGrantDelay")(number));
  }
  for (const { name, kind, contract } of targets) {
    await checks.view(name, contract, "authority", deployment.addresses.accessManager);
    await checks.is(`${name} closed`, false, () => manager.getFunction("isTargetClosed")(contract));
    await checks.is(`${name} admin delay`, 0n, () => manager.getFunction("getTargetAdminDelay")(contract));
    for (const [role, signatures] of rolesOf(kind)) {
      for (const signature of signatures) {
        const selector = id(signature).slice(0, 10);
        const what = `${name} ${signature.slice(0, signature.indexOf("("))} is for`;
        await checks.is(what, role, async () =>
          roleNameOf(await manager.getFunction("getTargetFunctionRole")(contract, selector)),
        );
      }
    }
  }
}

async function checkMembers(
  checks: Checks,
  manager: BaseContract,
  { roles, settings, startBlock }: TallystickDeployment,
  lastBlock: number,
): Promise<void> {
  const granted = await readLogs(manager, "RoleGranted", startBlock, lastBlock);
  const names = Object.keys(roleIds) as RoleName[];
  const unknown = granted.map(({ args }) => roleNameOf(args.roleId)).filter((name) => !(name in roleIds));
  for (const role of [...names, ...new Set(unknown)]) {
    const number = names.includes(role as RoleName) ? roleIds[role as RoleName] : BigInt(role);
    const accounts = new Set(
      granted.filter(({ args }) => args.roleId === number).map(({ args }) => args.account),
    );
    const expected = members(roles[role as RoleName] ?? [], role as RoleName, settings);
    await checks.is(`role ${role} members`, expected, async () => {
      const found: string[] = [];
      for (const account of accounts) {
        const [isMember, delay] = await manager.getFunction("hasRole")(number, account);
        if (isMember) found.push(`${account} after ${delay} s`);
      }
      return found;
    });
  }
}

const members = (
  accounts: readonly string[],
  role: RoleName,
  { delays }: TallystickDeployment["settings"],
): string[] => accounts.map((account) => `${account} after ${executionDelaySeconds(delays, role)} s`);

/** A role of the table by name, any other by number. */
const roleNameOf = (number: bigint): string =>
  Object.entries(roleIds).find(([, known]) => known === number)?.[0] ?? number.toString();
