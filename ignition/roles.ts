/** Role ids in the access manager; 0 is its own ADMIN_ROLE. Ids never change and are never reused. */
export const roleIds = {
  ADMIN: 0n,
  CURATOR: 1n,
  RISK: 2n,
  SENTINEL: 3n,
  GUARDIAN: 4n,
  SETTLER: 5n,
  MANAGER: 6n,
  ALLOCATOR: 7n,
  KEEPER: 8n,
  COMPLIANCE: 9n,
  FEE_MANAGER: 10n,
} as const;

export type RoleName = keyof typeof roleIds;
export type OperatorRole = Exclude<RoleName, "ADMIN">;

/** The contracts whose functions ask the access manager. */
export type ManagedContract =
  | "settlement"
  | "escrow"
  | "complianceGate"
  | "depositFactory"
  | "creditPolicy"
  | "ledgerAnchor"
  | "earnVault"
  | "creditPool"
  | "creditLine";

type RoleTable = Readonly<Partial<Record<RoleName, readonly string[]>>>;

const entryPause = ["pauseEntry()", "resumeEntry()"] as const;

/** Every function that asks the access manager, under the role that may call it. The manager takes functions that it
 *  was told nothing about for ADMIN's. */
export const roleFunctions: Readonly<Record<ManagedContract, RoleTable>> = {
  settlement: {
    ADMIN: [
      "setGate(address)",
      "addEscrow(address)",
      "addFactory(address)",
      "addCreditLine(address)",
      "addRefundOperator(address)",
      "setTreasury(address)",
      "setEarnVault(address,address)",
      "dropLien(address,address)",
    ],
    SETTLER: [
      "payoutBatch(bytes32,(address,address,address,uint256)[])",
      "distribute(address,address,uint256,((address,uint16)[]))",
    ],
    MANAGER: [
      "setPayoutAddress(address,address)",
      "addRecipient(address,address)",
      "removeRecipient(address,address)",
      "setSplit(address,bytes32)",
    ],
    KEEPER: ["earn(address,address)", "unearn(address,address,uint256)"],
    COMPLIANCE: ["quarantine(address,address,uint256,bytes32)", "release(address,address,uint256,bytes32)"],
    FEE_MANAGER: ["setMerchant(address,uint16,uint16)", "setDepositFee(address,uint16)", "skim(address)"],
    RISK: ["setOutflowLimit(address,uint208,uint48)"],
    SENTINEL: [
      "lowerOutflowLimit(address,uint208,uint48)",
      "removeEscrow(address)",
      "removeFactory(address)",
      "removeCreditLine(address)",
      "removeRefundOperator(address)",
    ],
    GUARDIAN: entryPause,
  },
  escrow: {
    ADMIN: ["setGate(address)", "addCollector(address)"],
    SENTINEL: ["removeCollector(address)"],
    GUARDIAN: entryPause,
  },
  complianceGate: {
    ADMIN: ["removeOracle(address)"],
    COMPLIANCE: [
      "setFlag(address,uint16,uint16,uint48)",
      "setOverride(address,uint48,bytes32)",
      "setHold(bytes32,bool)",
      "addOracle(address)",
    ],
  },
  depositFactory: {
    ADMIN: ["setGate(address)"],
    COMPLIANCE: ["returnDeposit(address,bytes32,address,address)"],
    GUARDIAN: entryPause,
  },
  creditPolicy: {
    ADMIN: ["addUnderwriter(address)", "addVerifier(bytes32,address)", "addPledgeOperator(address)"],
    SENTINEL: ["removeUnderwriter(address)", "removeVerifier(bytes32)", "removePledgeOperator(address)"],
  },
  ledgerAnchor: {
    KEEPER: ["snapshot(uint256,address[])", "anchor(uint256,bytes32,address[],(uint128,uint128)[])"],
  },
  earnVault: {
    ADMIN: ["setGate(address)", "setTreasury(address)"],
    CURATOR: ["setAdapter(address,uint128)", "setBuffer(uint16)"],
    ALLOCATOR: ["allocate(address,uint256)", "deallocate(address,uint256)"],
    KEEPER: ["report()"],
    FEE_MANAGER: ["setPerformanceFee(uint16)"],
    SENTINEL: ["lowerAdapterCap(address,uint128)", "removeAdapter(address)", "raiseBuffer(uint16)"],
    GUARDIAN: entryPause,
  },
  creditPool: {
    ADMIN: [
      "setGate(address)",
      "setTreasury(address)",
      "setCreditLine(address)",
      "removeCreditLine(address)",
    ],
    FEE_MANAGER: ["setPerformanceFee(uint16)"],
    SENTINEL: ["retireCreditLine()"],
    GUARDIAN: entryPause,
  },
  creditLine: {
    ADMIN: ["setGate(address)"],
    RISK: [
      "setLimits((uint128,uint128,uint128,uint128))",
      "waive(bytes32,uint256)",
      "writeOff(bytes32)",
      "close(bytes32)",
      "withdrawReserve(uint256,address)",
    ],
    SENTINEL: [
      "setLimit(bytes32,uint128)",
      "freeze(bytes32)",
      "lowerLimits((uint128,uint128,uint128,uint128))",
    ],
    GUARDIAN: entryPause,
  },
};

/** The table row by row; an object's own keys lose the type that its declaration gives them. */
export const rolesOf = (contract: ManagedContract): [RoleName, readonly string[]][] =>
  Object.entries(roleFunctions[contract]) as [RoleName, readonly string[]][];
