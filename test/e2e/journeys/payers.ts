import { Contract, type Signer, type TypedDataField, Wallet } from "ethers";
import type { TypedData } from "../../../src/kernel/facts/contractCall.ts";
import { type Address, type Hex, parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import type { JourneyChain } from "./journeyChain.ts";

export interface Prepared {
  readonly signatures: readonly {
    readonly scheme: string;
    readonly typedData: readonly TypedData[];
    readonly validAfter: string;
    readonly validBefore: string;
  }[];
  readonly preApproval: {
    readonly isAllowed: boolean;
    readonly approve: { readonly to: string; readonly data: string };
    readonly preApprove: { readonly to: string; readonly data: string };
  };
}

/** A wallet with a thousand dollars, and what it signs or sends. */
export interface Payer {
  readonly address: Address;
  sign(typedData: TypedData): Promise<Hex>;
  /** Only of wallets with native coin. */
  send?(call: { to: string; data: string }): Promise<Hex>;
}

/** One way of paying, as the table names it. */
export interface SignatureKind {
  readonly name: string;
  /** The scheme to pay in, and all that the API should offer the wallet, in its order. */
  readonly scheme: string;
  readonly offered: readonly string[];
  readonly open: (chain: JourneyChain) => Promise<Payer>;
}

const anyToken = ["EIP3009", "EIP2612"];

export const signatureKinds: readonly SignatureKind[] = [
  { name: "EIP-3009, account without native coin", scheme: "EIP3009", offered: anyToken, open: poorAccount },
  { name: "EIP-3009, ERC-1271 wallet", scheme: "EIP3009", offered: anyToken, open: contractWallet },
  { name: "EIP-2612, account without native coin", scheme: "EIP2612", offered: anyToken, open: poorAccount },
  { name: "EIP-2612, ERC-1271 wallet", scheme: "EIP2612", offered: anyToken, open: contractWallet },
  {
    name: "Permit2, account",
    scheme: "PERMIT2",
    offered: [...anyToken, "PERMIT2"],
    open: (chain) => account(chain, chain.contracts.permit2),
  },
  {
    name: "Permit2, ERC-1271 wallet",
    scheme: "PERMIT2",
    offered: [...anyToken, "PERMIT2"],
    open: (chain) => contractWallet(chain, chain.contracts.permit2),
  },
  {
    name: "standing allowance, account",
    scheme: "ALLOWANCE",
    offered: ["EIP3009", "ALLOWANCE"],
    open: (chain) => account(chain, chain.contracts.paymentCollector),
  },
  {
    name: "pre-approval, account",
    scheme: "PREAPPROVAL",
    offered: anyToken,
    open: (chain) => account(chain),
  },
];

const approval = ["function approve(address spender, uint256 amount)"];
/** Everything that the wallet will ever have. */
const ALL = 10n ** 9n;

async function poorAccount(chain: JourneyChain): Promise<Payer> {
  const wallet = new Wallet(Wallet.createRandom().privateKey);
  await chain.giveDollars(wallet.address, ALL);
  return { address: parseAddress(wallet.address), sign: (typedData) => signWith(wallet, typedData) };
}

async function account(chain: JourneyChain, spender?: Address): Promise<Payer> {
  const wallet = new Wallet(Wallet.createRandom().privateKey, chain.provider);
  await chain.giveDollars(wallet.address, ALL);
  await chain.giveCoin(wallet.address);
  const send = async (call: { to: string; data: string }) => {
    const sent = await wallet.sendTransaction({ to: call.to, data: call.data });
    await sent.wait();
    return sent.hash as Hex;
  };
  if (spender)
    await (await new Contract(chain.dollar, approval, wallet).getFunction("approve")(spender, ALL)).wait();
  return { address: parseAddress(wallet.address), sign: (typedData) => signWith(wallet, typedData), send };
}

/** A contract that takes its owner's signatures, with a byte in front, for its own. */
async function contractWallet(chain: JourneyChain, spender?: Address): Promise<Payer> {
  const owner = new Wallet(Wallet.createRandom().privateKey, chain.provider);
  await chain.giveCoin(owner.address);
  const wallet = await chain.deploy("OwnerWallet", [owner.address]);
  const address = parseAddress(await wallet.getAddress());
  await chain.giveDollars(address, ALL);
  if (spender) {
    const approve = new Contract(chain.dollar, approval).interface.encodeFunctionData("approve", [
      spender,
      ALL,
    ]);
    const execute = wallet.connect(owner as unknown as Signer).getFunction("execute");
    await (await execute(chain.dollar, approve)).wait();
  }
  return { address, sign: async (typedData) => `0x00${(await signWith(owner, typedData)).slice(2)}` as Hex };
}

async function signWith(wallet: Wallet, { domain, types, message }: TypedData): Promise<Hex> {
  const { EIP712Domain: _, ...own } = types; // ethers makes the domain's type itself
  return (await wallet.signTypedData(domain, own as Record<string, TypedDataField[]>, message)) as Hex; // 65 bytes
}
