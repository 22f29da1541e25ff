import { Interface } from "ethers";
import { IPaymentEscrow__factory } from "../../../src/chain/typechain/factories/contracts/interfaces/IPaymentEscrow__factory.ts";
import { ISettlement__factory } from "../../../src/chain/typechain/factories/contracts/interfaces/ISettlement__factory.ts";
import type { Address, Bytes32 } from "../../../src/kernel/ids/chainIds.ts";
import type { TestChain } from "../../fixtures/testChain.ts";

export const escrowAbi = IPaymentEscrow__factory.createInterface();
export const settlementAbi = ISettlement__factory.createInterface();

/** An event of ours as the chain has it, read by the contracts' own ABI. */
export interface ChainEvent {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly txHash: Bytes32;
  readonly blockNumber: number;
  readonly logIndex: number;
}

/** Everything that escrow and Settlement ever said, in its order. */
export async function readChainEvents(chain: TestChain): Promise<ChainEvent[]> {
  const { escrow, settlement } = chain.contracts;
  const { number } = await chain.reader.head();
  const logs = await chain.reader.logsBetween({ from: 0, to: number, contracts: [escrow, settlement] });
  return logs.flatMap((log) => {
    const parsed = (log.contract === escrow ? escrowAbi : settlementAbi).parseLog(log);
    const { txHash, blockNumber, logIndex } = log;
    return parsed ? [{ name: parsed.name, args: parsed.args.toObject(), txHash, blockNumber, logIndex }] : [];
  });
}

/** What the contracts hold and owe of the test dollar, in its smallest unit. */
export interface Reserves {
  /** The escrow's own counts, and the tokens that it has. */
  readonly escrow: { readonly held: bigint; readonly owed: bigint; readonly tokens: bigint };
  readonly settlement: { readonly liabilities: bigint; readonly tokens: bigint };
  /** Settlement's balance of each account asked for, available and reserved together. */
  readonly accounts: readonly bigint[];
}

export async function readReserves(chain: TestChain, accounts: readonly Address[]): Promise<Reserves> {
  const { escrow, settlement } = chain.contracts;
  const [held, owed] = await view(chain, {
    to: escrow,
    abi: escrowAbi,
    name: "totals",
    args: [chain.dollar],
  });
  const of = { to: settlement, abi: settlementAbi };
  const [liabilities] = await view(chain, { ...of, name: "totalLiabilities", args: [chain.dollar] });
  const balances = [];
  for (const account of accounts) {
    const [available, reserved] = await view(chain, {
      ...of,
      name: "balanceOf",
      args: [account, chain.dollar],
    });
    balances.push(BigInt(available ?? 0) + BigInt(reserved ?? 0));
  }
  return {
    escrow: { held: held ?? 0n, owed: owed ?? 0n, tokens: await chain.dollarsOf(escrow) },
    settlement: { liabilities: liabilities ?? 0n, tokens: await chain.dollarsOf(settlement) },
    accounts: balances,
  };
}

/** The selector of a function of ours. */
export function selectorOf(
  name: "authorize" | "captureBatch" | "refundBatch" | "void" | "payoutBatch",
): string {
  const abi = name === "payoutBatch" ? settlementAbi : escrowAbi;
  return new Interface(abi.fragments).getFunction(name)?.selector ?? "";
}

async function view(
  chain: TestChain,
  call: {
    to: Address;
    abi: { encodeFunctionData: unknown; decodeFunctionResult: unknown };
    name: string;
    args: unknown[];
  },
): Promise<bigint[]> {
  const abi = call.abi as Interface; // typechain narrows the names, and here the name is a value
  const data = abi.encodeFunctionData(call.name, call.args);
  const answer = await chain.rpc.request("eth_call", [{ to: call.to, data }, "latest"]);
  return [...abi.decodeFunctionResult(call.name, String(answer))] as bigint[]; // the calls above return integers
}
