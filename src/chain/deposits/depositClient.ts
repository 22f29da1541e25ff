import { AbiCoder, concat, getCreate2Address, getCreateAddress, keccak256 } from "ethers";
import type { ChainContracts, ContractCall } from "../../kernel/facts/contractCall.ts";
import type { Address, Bytes32, ChainId, Hex } from "../../kernel/ids/chainIds.ts";
import { IDepositFactory__factory } from "../typechain/factories/contracts/interfaces/IDepositFactory__factory.ts";

const factoryAbi = IDepositFactory__factory.createInterface();

/** What a deposit address is made of; by shape deposits' AddressRecipe. */
interface AddressRecipe {
  readonly account: Address;
  readonly ref: Bytes32;
  readonly refundTo: Address;
}

/** Computes deposit addresses and writes the calls that their factory understands. Never touches the network. */
export class DepositClient {
  readonly #contractsOf: (chainId: ChainId) => ChainContracts;

  constructor(contractsOf: (chainId: ChainId) => ChainContracts) {
    this.#contractsOf = contractsOf;
  }

  addressOf(chainId: ChainId, recipe: AddressRecipe): Address | undefined {
    const factory = this.#contractsOf(chainId).depositFactory;
    return factory && depositAddressOf(factory, recipe);
  }

  sweepBatchCall(chainId: ChainId, token: Address, deposits: readonly AddressRecipe[]): ContractCall {
    const to = this.#contractsOf(chainId).depositFactory;
    if (!to) throw new Error(`${chainId} has no deposit factory`);
    const items = deposits.map(({ account, ref, refundTo }) => ({ account, ref, refundTo }));
    const data = factoryAbi.encodeFunctionData("sweepBatch", [token, items]) as Hex; // hexadecimal by ethers
    return { chainId, to, data };
  }
}

/**
 * The address that a factory gives these three, deployed or not: a clone (ERC-1167) of the implementation, which is the
 * first contract that the factory made, by CREATE2.
 * @see contracts/deposits/DepositFactory.sol _predict
 */
export function depositAddressOf(factory: Address, { account, ref, refundTo }: AddressRecipe): Address {
  const implementation = getCreateAddress({ from: factory, nonce: 1 });
  const clone = concat([
    "0x3d602d80600a3d3981f3363d3d373d3d3d363d73",
    implementation,
    "0x5af43d82803e903d91602b57fd5bf3",
  ]);
  const salt = keccak256(
    AbiCoder.defaultAbiCoder().encode(["address", "bytes32", "address"], [account, ref, refundTo]),
  );
  return getCreate2Address(factory, salt, keccak256(clone)) as Address; // checksummed by ethers
}
