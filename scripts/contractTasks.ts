import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";

const optional = <const Name extends string>(name: Name, description: string) => ({
  name,
  description,
  type: ArgumentType.STRING_WITHOUT_DEFAULT as const,
  defaultValue: undefined,
});

const ROLES =
  "SETTLER, MANAGER, GUARDIAN, SENTINEL, RISK, FEE_MANAGER, CURATOR, ALLOCATOR, KEEPER, COMPLIANCE or ADMIN";

/** Hardhat tasks around the contracts. Each takes --network and --help; its code is loaded when it runs. */
export const contractTasks = [
  task("deploy", "Deploys the contracts, or resumes a deployment, and records the addresses")
    .addOption(optional("admin", "Receives ADMIN, a multisig on real chains (default: the deployer)"))
    .addOption(optional("settler", "May send payouts; several accounts are separated by commas"))
    .addOption(optional("refundOperators", "Operators of payments that may refund from merchants' balances"))
    .addOption(optional("manager", "May set recipients of managed accounts"))
    .addOption(optional("guardian", "May pause entries for 72 hours"))
    .addOption(optional("sentinel", "May remove collectors and the escrow, and lower limits"))
    .addOption(optional("risk", "May raise outflow limits, after a day"))
    .addOption(
      optional("feeManager", "May set rolling reserves and deposit fees, and skim surplus, after a day"),
    )
    .addOption(
      optional(
        "keeper",
        "May report gains, anchor the ledger, and move merchants' idle money to and from Earn",
      ),
    )
    .addOption(optional("curator", "May add adapters, raise their caps and lower buffers, after two days"))
    .addOption(optional("allocator", "May move money of Earn vaults to and from adapters"))
    .addOption(
      optional(
        "suite",
        "JSON file: treasury, oracles, underwriters and listed assets with their limits; see the docs",
      ),
    )
    .addOption(optional("compliance", "May hold balances in quarantine and release them"))
    .addOption(
      optional("outflow", "Payout limits, token:capacity:windowSeconds in token units, separated by commas"),
    )
    .addFlag({ name: "noDelays", description: "Every change counts at once; for chains without real money" })
    .addFlag({ name: "testDollar", description: "Deploys test money too; for chains without real money" })
    .addFlag({ name: "write", description: "Records the addresses of chain 31337 too" })
    .setAction(async () => ({ default: (await import("./deploy.js")).deploy }))
    .build(),

  task("verify-deployment", "Compares the chain with the recorded deployment; exit code 1 when they differ")
    .setAction(async () => ({ default: (await import("./verifyDeployment.js")).verifyDeployment }))
    .build(),

  task(
    "grant-role",
    "Gives an account a role; with an admin delay the first run schedules, the second executes",
  )
    .addPositionalArgument({
      name: "role",
      description: ROLES,
    })
    .addPositionalArgument({ name: "account", description: "The account that receives the role" })
    .addOption({
      name: "delay",
      description:
        "Seconds the member waits between scheduling and making a call; default: the production delay of the role",
      type: ArgumentType.INT,
      defaultValue: -1,
    })
    .setAction(async () => ({ default: (await import("./grantRole.js")).grantRole }))
    .build(),

  task(
    "revoke-role",
    "Takes a role from an account; with an admin delay the first run schedules, the second executes",
  )
    .addPositionalArgument({
      name: "role",
      description: ROLES,
    })
    .addPositionalArgument({ name: "account", description: "The account that loses the role" })
    .setAction(async () => ({ default: (await import("./revokeRole.js")).revokeRole }))
    .build(),

  task("fund", "Gives a wallet test money, and ether on local chains")
    .addPositionalArgument({ name: "account", description: "The wallet" })
    .addOption({ name: "amount", description: "Test dollars, such as 25.50", defaultValue: "1000" })
    .addOption({ name: "ether", description: "Ether to send from the first account", defaultValue: "0" })
    .setAction(async () => ({ default: (await import("./fund.js")).fund }))
    .build(),

  task("payment", "Shows the state and the terms of a payment")
    .addPositionalArgument({ name: "id", description: "The payment's id, as getHash returns it" })
    .setAction(async () => ({ default: (await import("./payment.js")).payment }))
    .build(),
];
