import { AbiCoder, Interface } from "ethers";
import type { PaymentTerms } from "../../kernel/facts/chainFact.ts";
import type { ChainContracts, ContractCall, TypedData } from "../../kernel/facts/contractCall.ts";
import {
  type Address,
  type Bytes32,
  type ChainId,
  type Hex,
  ZERO_ADDRESS,
} from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import { isSignedBy } from "../signatures/isSignedBy.ts";
import { IPaymentCollector__factory } from "../typechain/factories/contracts/interfaces/IPaymentCollector.sol/IPaymentCollector__factory.ts";
import { IPaymentEscrow__factory } from "../typechain/factories/contracts/interfaces/IPaymentEscrow__factory.ts";
import { paymentConsent, permit2Transfer } from "./paymentConsent.ts";
import { payerAgnosticHash, paymentHash } from "./paymentHash.ts";
import { permit } from "./permit.ts";
import { receiveWithAuthorization } from "./receiveAuthorization.ts";

/** How the payer agreed; by shape payments' Consent. */
type Consent =
  | {
      readonly scheme: "EIP3009";
      readonly validAfter: UnixSeconds;
      readonly validBefore: UnixSeconds;
      readonly signature: Hex;
    }
  | { readonly scheme: "ALLOWANCE" | "PERMIT2"; readonly signature: Hex }
  | { readonly scheme: "EIP2612"; readonly signature: Hex; readonly permit: Hex }
  | { readonly scheme: "PREAPPROVAL" };

/** Numbers of CollectMethod in contracts/interfaces/IPaymentCollector.sol. */
const COLLECT_METHOD = { PREAPPROVAL: 0, EIP3009: 1, PERMIT2: 3, EIP2612: 4, ALLOWANCE: 4 } as const;

const coder = AbiCoder.defaultAbiCoder();
const NEVER = 0 as UnixSeconds;
const escrowAbi = IPaymentEscrow__factory.createInterface();
const collectorAbi = IPaymentCollector__factory.createInterface();
const erc20Abi = new Interface(["function approve(address spender, uint256 amount) returns (bool)"]);

/** Writes the calls that the escrow understands, for every chain it is deployed on. Never touches the network. */
export class EscrowClient {
  readonly #contractsOf: (chainId: ChainId) => ChainContracts;

  constructor(contractsOf: (chainId: ChainId) => ChainContracts) {
    this.#contractsOf = contractsOf;
  }

  paymentHash(chainId: ChainId, terms: PaymentTerms): Bytes32 {
    return paymentHash(chainId, this.#contractsOf(chainId).escrow, terms);
  }

  authorizeCall(order: {
    chainId: ChainId;
    terms: PaymentTerms;
    amount: bigint;
    consent: Consent;
  }): ContractCall {
    const { paymentCollector } = this.#contractsOf(order.chainId);
    const data = escrowAbi.encodeFunctionData("authorize", [
      order.terms,
      order.amount,
      paymentCollector,
      collectorData(order.terms, order.consent),
    ]);
    return this.#toEscrow(order.chainId, data);
  }

  captureBatchCall(
    chainId: ChainId,
    items: readonly {
      terms: PaymentTerms;
      amount: bigint;
      feeBps: number;
      feeReceiver: Address;
      expectedCapturable: bigint;
    }[],
  ): ContractCall {
    const captures = byToken(items).map(({ terms, ...rest }) => ({ info: terms, ...rest }));
    return this.#toEscrow(chainId, escrowAbi.encodeFunctionData("captureBatch", [captures]));
  }

  voidCall(chainId: ChainId, terms: PaymentTerms): ContractCall {
    return this.#toEscrow(chainId, escrowAbi.encodeFunctionData("void", [terms]));
  }

  /** Refunds from the merchants' Settlement balances. */
  refundBatchCall(
    chainId: ChainId,
    items: readonly { terms: PaymentTerms; amount: bigint; expectedRefundable: bigint }[],
  ): ContractCall {
    const refunds = byToken(items).map(({ terms, ...rest }) => ({
      info: terms,
      tokenCollector: ZERO_ADDRESS,
      collectorData: "0x",
      ...rest,
    }));
    return this.#toEscrow(chainId, escrowAbi.encodeFunctionData("refundBatch", [refunds]));
  }

  preApprovalCalls(
    chainId: ChainId,
    terms: PaymentTerms,
  ): { approve: ContractCall; preApprove: ContractCall } {
    const { paymentCollector } = this.#contractsOf(chainId);
    const allowance = erc20Abi.encodeFunctionData("approve", [paymentCollector, terms.maxAmount]);
    const consent = collectorAbi.encodeFunctionData("preApprove", [terms]);
    return {
      approve: { chainId, to: terms.token, data: allowance as Hex },
      preApprove: { chainId, to: paymentCollector, data: consent as Hex },
    };
  }

  receiveAuthorization(order: {
    chainId: ChainId;
    terms: PaymentTerms;
    token: { name: string; version: string };
  }): TypedData {
    const { chainId, terms, token } = order;
    const { escrow, paymentCollector } = this.#contractsOf(chainId);
    return receiveWithAuthorization({
      chainId,
      token: { address: terms.token, ...token },
      from: terms.payer,
      to: paymentCollector,
      value: terms.maxAmount,
      validAfter: NEVER,
      validBefore: terms.preApprovalExpiry,
      nonce: payerAgnosticHash(chainId, escrow, terms),
    });
  }

  permit(order: {
    chainId: ChainId;
    terms: PaymentTerms;
    token: { name: string; version: string };
    nonce: bigint;
  }): TypedData {
    const { chainId, terms, token, nonce } = order;
    return permit({
      chainId,
      token: { address: terms.token, ...token },
      owner: terms.payer,
      spender: this.#contractsOf(chainId).paymentCollector,
      value: terms.maxAmount,
      nonce,
      deadline: terms.preApprovalExpiry,
    });
  }

  paymentConsent(chainId: ChainId, terms: PaymentTerms): TypedData {
    return paymentConsent(chainId, this.#contractsOf(chainId), terms);
  }

  permit2Transfer(chainId: ChainId, terms: PaymentTerms): TypedData {
    return permit2Transfer(chainId, this.#contractsOf(chainId), terms);
  }

  isSignedBy(signer: Address, typedData: TypedData, signature: Hex): boolean {
    return isSignedBy(signer, typedData, signature);
  }

  #toEscrow(chainId: ChainId, data: string): ContractCall {
    return { chainId, to: this.#contractsOf(chainId).escrow, data: data as Hex }; // hexadecimal by ethers
  }
}

/** The collector rebuilds the signed times from the terms; a signature over other times can never be used. */
function collectorData(terms: PaymentTerms, consent: Consent): string {
  if (
    consent.scheme === "EIP3009" &&
    (consent.validAfter !== NEVER || consent.validBefore !== terms.preApprovalExpiry)
  ) {
    throw new Error("an EIP-3009 authorization is valid from 0 to the terms' preApprovalExpiry");
  }
  return coder.encode(["uint8", "bytes"], [COLLECT_METHOD[consent.scheme], payloadOf(consent)]);
}

function payloadOf(consent: Consent): string {
  switch (consent.scheme) {
    case "PREAPPROVAL":
      return "0x";
    case "EIP3009":
    case "PERMIT2":
      return consent.signature;
    case "ALLOWANCE":
      return coder.encode(["bytes", "bytes"], [consent.signature, "0x"]);
    case "EIP2612":
      return coder.encode(["bytes", "bytes"], [consent.signature, consent.permit]);
  }
}

/** The contract takes batches in ascending order of token; equal tokens keep their order. */
function byToken<Item extends { terms: PaymentTerms }>(items: readonly Item[]): Item[] {
  const key = (item: Item) => item.terms.token.toLowerCase();
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
