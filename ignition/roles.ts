/** Role ids in the access manager; 0 is its own ADMIN_ROLE. Ids never change and are never reused. */
export const roleIds = {
  ADMIN: 0n,
  RISK: 2n,
  SENTINEL: 3n,
  GUARDIAN: 4n,
  SETTLER: 5n,
  MANAGER: 6n,
  KEEPER: 8n,
  COMPLIANCE: 9n,
  FEE_MANAGER: 10n,
} as const;

export type RoleName = keyof typeof roleIds;
export type OperatorRole = Exclude<RoleName, "ADMIN">;

/** Functions a role may call; every restricted function that is not listed belongs to ADMIN. */
export const roleFunctions: Readonly<
  Record<"settlement" | "escrow", Partial<Record<OperatorRole, readonly string[]>>>
> = {
  settlement: {
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
    GUARDIAN: ["pauseEntry()", "resumeEntry()"],
  },
  escrow: {
    SENTINEL: ["removeCollector(address)"],
    GUARDIAN: ["pauseEntry()", "resumeEntry()"],
  },
};
