import { randomBytes } from "node:crypto";
import { computeAddress, hexlify, Interface, type Signature, SigningKey } from "ethers";
import type { TypedData } from "../../kernel/facts/contractCall.ts";
import { type Address, type Bytes32, type ChainId, parseAddress } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import { permit } from "../escrow/permit.ts";
import { receiveWithAuthorization } from "../escrow/receiveAuthorization.ts";
import { callAnswer } from "../rpc/callAnswer.ts";
import type { Rpc } from "../rpc/rpcClient.ts";
import { typedDataHash } from "../signatures/isSignedBy.ts";

export type TokenScheme = "EIP3009" | "EIP2612";

/** Who signs: an account by its key, in three words, or a contract (ERC-1271), in bytes of any length. */
export type SignerKind = "account" | "wallet";

/** A token and the EIP-712 domain that it names. */
export interface ProbedToken {
  readonly chainId: ChainId;
  readonly address: Address;
  readonly name: string;
  readonly version: string;
}

const abi = new Interface([
  "function receiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce,uint8 v,bytes32 r,bytes32 s)",
  "function receiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce,bytes signature)",
  "function permit(address owner,address spender,uint256 value,uint256 deadline,uint8 v,bytes32 r,bytes32 s)",
  "function permit(address owner,address spender,uint256 value,uint256 deadline,bytes signature)",
]);
const FUNCTIONS = {
  EIP3009: "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32",
  EIP2612: "permit(address,address,uint256,uint256",
} as const;
const OVERLOADS = { account: "uint8,bytes32,bytes32)", wallet: "bytes)" } as const;
/** The first second of the year 2100. */
const LATER = 4_102_444_800 as UnixSeconds;

/**
 * The schemes that a token really has for this kind of signer, tried out with a new key on amounts of zero: it takes that
 * key's signature, and no other key's. So the domain is tried too, and a fallback that takes every call is not believed.
 */
export async function probeSchemes(
  token: ProbedToken,
  kind: SignerKind,
  rpc: Rpc,
): Promise<readonly TokenScheme[]> {
  const schemes: TokenScheme[] = ["EIP3009", "EIP2612"];
  const found = await Promise.all(schemes.map((scheme) => hasScheme(token, { scheme, kind }, rpc)));
  return schemes.filter((_, index) => found[index]);
}

async function hasScheme(
  token: ProbedToken,
  { scheme, kind }: { scheme: TokenScheme; kind: SignerKind },
  rpc: Rpc,
): Promise<boolean> {
  const [key, stranger] = [newKey(), newKey()];
  const { typed, args } =
    scheme === "EIP3009" ? authorization(token, key, stranger) : allowance(token, key, stranger);
  const digest = typedDataHash(typed);
  const takes = async ({ r, s, v, serialized }: Signature) => {
    const signature = kind === "account" ? [v, r, s] : [serialized];
    const data = abi.encodeFunctionData(`${FUNCTIONS[scheme]},${OVERLOADS[kind]}`, [...args, ...signature]);
    return (await callAnswer(rpc, { from: addressOf(stranger), to: token.address, data })) !== undefined;
  };
  return (await takes(key.sign(digest))) && !(await takes(stranger.sign(digest)));
}

interface Probe {
  readonly typed: TypedData;
  readonly args: readonly unknown[];
}

function authorization(token: ProbedToken, from: SigningKey, to: SigningKey): Probe {
  const nonce = hexlify(randomBytes(32)) as Bytes32;
  const order = {
    from: addressOf(from),
    to: addressOf(to),
    value: 0n,
    validAfter: 0 as UnixSeconds,
    validBefore: LATER,
    nonce,
  };
  return {
    typed: receiveWithAuthorization({ chainId: token.chainId, token, ...order }),
    args: [order.from, order.to, order.value, order.validAfter, order.validBefore, nonce],
  };
}

/** A key that is new has the nonce zero. */
function allowance(token: ProbedToken, owner: SigningKey, spender: SigningKey): Probe {
  const order = {
    owner: addressOf(owner),
    spender: addressOf(spender),
    value: 0n,
    nonce: 0n,
    deadline: LATER,
  };
  return {
    typed: permit({ chainId: token.chainId, token, ...order }),
    args: [order.owner, order.spender, order.value, order.deadline],
  };
}

const newKey = (): SigningKey => new SigningKey(randomBytes(32));
const addressOf = (key: SigningKey): Address => parseAddress(computeAddress(key.publicKey));
