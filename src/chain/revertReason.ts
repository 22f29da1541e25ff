import { type ErrorDescription, Interface } from "ethers";
import { ICreditLine__factory } from "./typechain/factories/contracts/interfaces/ICreditLine__factory.ts";
import { ICreditPoolVault__factory } from "./typechain/factories/contracts/interfaces/ICreditPoolVault__factory.ts";
import { IPaymentCollector__factory } from "./typechain/factories/contracts/interfaces/IPaymentCollector.sol/IPaymentCollector__factory.ts";
import { IPaymentEscrow__factory } from "./typechain/factories/contracts/interfaces/IPaymentEscrow__factory.ts";
import { IPledgeBook__factory } from "./typechain/factories/contracts/interfaces/IPledgeBook__factory.ts";
import { ISettlement__factory } from "./typechain/factories/contracts/interfaces/ISettlement__factory.ts";

/** Errors of tokens, Permit2 and the access manager that our calls run into.
 *  @see EIP-6093, OpenZeppelin AccessManaged, Permit2's PermitErrors and SignatureVerification */
const foreignAbi = new Interface([
  "error AccessManagedUnauthorized(address caller)",
  "error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)",
  "error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)",
  "error ERC20InvalidReceiver(address receiver)",
  "error ERC2612ExpiredSignature(uint256 deadline)",
  "error ERC2612InvalidSigner(address signer, address owner)",
  "error ERC3009InvalidSignature()",
  "error ERC3009UsedAuthorization(address authorizer, bytes32 nonce)",
  "error SafeERC20FailedOperation(address token)",
  "error InvalidAmount(uint256 maxAmount)",
  "error InvalidContractSignature()",
  "error InvalidNonce()",
  "error InvalidSignature()",
  "error InvalidSignatureLength()",
  "error InvalidSigner()",
  "error SignatureExpired(uint256 signatureDeadline)",
]);

const abis = [
  ICreditLine__factory.createInterface(),
  IPledgeBook__factory.createInterface(),
  ICreditPoolVault__factory.createInterface(),
  IPaymentEscrow__factory.createInterface(),
  IPaymentCollector__factory.createInterface(),
  ISettlement__factory.createInterface(),
  foreignAbi,
];

/**
 * A short, stable name for revert data: the error's name, a revert string's text, or the selector of an error that
 * we do not know. Revert strings come from foreign contracts: at most 200 characters.
 */
export function revertReason(data: string): string {
  if (!/^0x[0-9a-fA-F]{8}/.test(data)) return "reverted without a reason";
  for (const abi of abis) {
    const error = parsed(abi, data);
    if (!error) continue;
    return error.name === "Error" || error.name === "Panic"
      ? `${error.name}: ${error.args[0]}`.slice(0, 200)
      : error.name;
  }
  return data.slice(0, 10);
}

function parsed(abi: Interface, data: string): ErrorDescription | null {
  try {
    return abi.parseError(data);
  } catch {
    return null; // the selector fits, the arguments do not
  }
}
