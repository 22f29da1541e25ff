import type { Books } from "./checkLedger.ts";
import type { Balance } from "./merchantDoor.ts";
import type { Stage } from "./stage.ts";
import { formatAmount, sumOf } from "./tokenAmount.ts";

/** Token balances of everybody who pays or is paid, by address. */
export type TokenBalances = ReadonlyMap<string, bigint>;

/** Reads token balances at a block; at the newest one unless given. */
export async function readTokenBalances(
  stage: Stage,
  addresses: readonly string[],
  block?: number,
): Promise<TokenBalances> {
  const balances = await Promise.all(addresses.map((address) => stage.chain.tokenBalance(address, block)));
  return new Map(addresses.map((address, index) => [address, balances[index] ?? 0n]));
}

/** Compares the books and the API with the contracts, all at one block. Needs everything to be at rest.
 *  Answers with every disagreement. */
export async function checkReserves(stage: Stage, books: Books, block: number): Promise<string[]> {
  const { asset, chain } = stage;
  const { escrow, settlement, feeReceiver } = asset.chain.contracts;
  const { held, owed, liabilities } = await chain.totals(block);
  const inEscrow = await chain.tokenBalance(escrow, block);
  const inSettlement = await chain.tokenBalance(settlement, block);
  const booked = (account: string) => books.balanceOf(account, asset.assetId);
  const escrowed = books.accounts(asset.assetId, /^merchant:[^:]+:escrowed$/).map(booked);
  return [
    ...same("held by the escrow", held, { "escrowed for merchants": sumOf(escrowed) }),
    ...same("held by the escrow", held, { "booked in the escrow": booked(`chain:${asset.chain.id}:escrow`) }),
    ...same("Settlement's liabilities", liabilities, {
      "booked in Settlement": booked(`chain:${asset.chain.id}:settlement`),
    }),
    ...same("the fee receiver's balance in Settlement", await chain.settledBalance(feeReceiver, block), {
      "booked as fees": booked("revenue:fee:payment"),
    }),
    ...covers("the escrow's tokens", inEscrow, { "held and owed by it": held + owed }),
    ...covers("Settlement's tokens with what the escrow owes it", inSettlement + owed, {
      "its liabilities": liabilities,
    }),
    ...(await checkMerchants(stage, books, block)),
    ...checkOwnBalance(stage, books, await stage.merchant.balances()),
  ];
}

/** Every merchant's accounts in Settlement hold what the books say we owe it. */
async function checkMerchants(stage: Stage, books: Books, block: number): Promise<string[]> {
  const { assetId, chain } = stage.asset;
  const accounts = books.accounts(assetId, /^merchant:/);
  const merchantIds = new Set(accounts.map((account) => account.split(":")[1] ?? ""));
  const faults: string[] = [];
  for (const merchantId of merchantIds) {
    const parts = ["pending", "available", "reserved"].map((part) => `merchant:${merchantId}:${part}`);
    const owed = sumOf(parts.map((account) => books.balanceOf(account, assetId)));
    const own = await stage.operator.settlementAccounts(merchantId, chain.id);
    const settled = await Promise.all(own.map((account) => stage.chain.settledBalance(account, block)));
    faults.push(...same(`${merchantId}'s balance in Settlement`, sumOf(settled), { "booked for it": owed }));
  }
  return faults;
}

/** What the API tells the shop is what the books say, and nothing is on its way. */
function checkOwnBalance(stage: Stage, books: Books, balances: readonly Balance[]): string[] {
  const { assetId } = stage.asset;
  const balance = balances.find(({ asset }) => asset.assetId === assetId);
  return (["escrowed", "pending", "available", "reserved"] as const).flatMap((part) => {
    const told = BigInt(balance?.[part].atomic ?? "0");
    const booked = books.balanceOf(`merchant:${stage.shop.id}:${part}`, assetId);
    const moving = (part === "pending" || part === "reserved") && told !== 0n;
    return [
      ...same(`the shop's ${part} balance`, told, { "booked for it": booked }),
      ...(moving ? [`${formatAmount(told)} of the shop's balance is still ${part}`] : []),
    ];
  });
}

/** Everybody's tokens moved by what the orders and payouts say. */
export function checkMoves(before: TokenBalances, after: TokenBalances, expected: TokenBalances): string[] {
  return [...before].flatMap(([address, then]) =>
    same(`the tokens of ${address} moved by`, (after.get(address) ?? 0n) - then, {
      "by the orders": expected.get(address) ?? 0n,
    }),
  );
}

function same(what: string, is: bigint, other: Readonly<Record<string, bigint>>): string[] {
  return Object.entries(other).flatMap(([name, expected]) =>
    is === expected ? [] : [`${what}: ${formatAmount(is)}; ${name}: ${formatAmount(expected)}`],
  );
}

function covers(what: string, is: bigint, other: Readonly<Record<string, bigint>>): string[] {
  return Object.entries(other).flatMap(([name, needed]) =>
    is >= needed ? [] : [`${what}: ${formatAmount(is)}, less than ${name}: ${formatAmount(needed)}`],
  );
}
