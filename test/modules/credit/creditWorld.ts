import { sql } from "kysely";
import { TestClock } from "../../../src/app/testClock.ts";
import { creditTermsTypedData } from "../../../src/chain/credit/creditTerms.ts";
import type { DevelopmentAccount } from "../../../src/chain/signer/developmentAccounts.ts";
import { developmentAccounts } from "../../../src/chain/signer/developmentAccounts.ts";
import { CreditLine__factory } from "../../../src/chain/typechain/factories/contracts/credit/CreditLine__factory.ts";
import { CreditPool__factory } from "../../../src/chain/typechain/factories/contracts/vault/CreditPool__factory.ts";
import { IN_A_BLOCK } from "../../../src/kernel/facts/confirmations.ts";
import type { CreditContracts } from "../../../src/kernel/facts/contractCall.ts";
import type { CreditTerms } from "../../../src/kernel/facts/creditFacts.ts";
import type { Address, Bytes32 } from "../../../src/kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../../src/kernel/time/clock.ts";
import { capturePayment, type Payment, submitOperations } from "../../../src/modules/payments/index.ts";
import { dollarAbi, type TestChain, transferCall } from "../../fixtures/testChain.ts";
import { openPaidWorld, type PaidWorld } from "../../indexer/paidWorld.ts";

export const creditAbi = CreditLine__factory.createInterface();
export const poolAbi = CreditPool__factory.createInterface();
export const DAY = 86_400;
const ZERO = `0x${"0".repeat(64)}` as Bytes32;
const POOL = 10_000_000_000n;

/** A merchant with a line of credit on a real chain, which a database follows. */
export interface CreditWorld extends PaidWorld {
  readonly credit: CreditContracts;
  readonly borrower: DevelopmentAccount;
  /** Also the underwriter, RISK and owner of the test money. */
  readonly operator: DevelopmentAccount;
  /** 1,000 TUSD for a year at 10 %, 20 % when late; 50 TUSD a month; a fifth of each capture; 1 % of each draw. */
  open(changes?: Partial<CreditTerms>): Promise<Bytes32>;
  /** Sends a call of the credit line; the next block has it. */
  call(from: DevelopmentAccount, name: string, args: readonly unknown[]): Promise<void>;
  mineAndFollow(blocks?: number): Promise<void>;
  /** Pays and captures at once, and follows; what the shop gets is 1 % less. */
  capture(amount: string): Promise<Payment>;
  /** Carries out the voids that were asked for, and follows. */
  sendVoids(): Promise<void>;
  read<T>(name: string, args?: readonly unknown[]): Promise<T>;
  /** Of the newest block. */
  time(): Promise<bigint>;
  pass(seconds: number): Promise<void>;
  /** Gives an account money that the credit line may take. */
  fund(account: DevelopmentAccount, units: bigint): Promise<void>;
  /** Arguments of the canonical facts of a name, first first. */
  facts(name: string): Promise<Record<string, string>[]>;
  /** Every balance of the journal that is not zero, debits less credits of assets and credits less debits of others. */
  books(): Promise<Record<string, bigint>>;
  /** What was told of lines, in order. */
  toldOfLines(): Promise<string[]>;
}

export async function openCreditWorld(chain: TestChain): Promise<CreditWorld> {
  const clock = new TestClock();
  const world = await openPaidWorld(chain, IN_A_BLOCK, clock);
  const [credit] = chain.contracts.credit ?? [];
  const [borrower, , lender] = chain.wallets;
  const [operator] = developmentAccounts(1);
  if (!credit || !borrower || !lender || !operator) throw new Error("the chain has the suite");
  const follower = world.follower();
  const send = async (from: DevelopmentAccount, to: Address, data: string) => chain.send(from, { to, data });
  const mineAndFollow = async (blocks = 1) => {
    await chain.mine(blocks);
    await world.settle(follower);
  };
  const time = async () => {
    const block = (await chain.rpc.request("eth_getBlockByNumber", ["latest", false])) as {
      timestamp: string;
    };
    return BigInt(block.timestamp);
  };
  const approve = dollarAbi.encodeFunctionData("approve", [credit.creditPool, POOL]);
  await send(operator, chain.dollar, transferCall(chain, lender.address, POOL).data);
  await chain.mine();
  await send(lender, chain.dollar, approve);
  await chain.mine();
  await send(lender, credit.creditPool, poolAbi.encodeFunctionData("deposit", [POOL, lender.address]));
  await chain.mine();
  const call = async (from: DevelopmentAccount, name: string, args: readonly unknown[]) => {
    await send(from, credit.creditLine, creditAbi.encodeFunctionData(name as "open", args as never));
  };
  const read = async <T>(name: string, args: readonly unknown[] = []): Promise<T> => {
    const data = creditAbi.encodeFunctionData(name as "open", args as never);
    const answer = (await chain.rpc.request("eth_call", [
      { to: credit.creditLine, data },
      "latest",
    ])) as string;
    return creditAbi.decodeFunctionResult(name as "open", answer)[0] as T;
  };
  /** The operator sends what was planned last, as its lane would. */
  const sendNewest = async () => {
    const [planned] = await world.inTx((tx) =>
      tx.selectFrom("chain_transactions").selectAll().orderBy("id", "desc").limit(1).execute(),
    );
    if (!planned) throw new Error("the capture was planned");
    await send(operator, planned.target as Address, planned.call_data);
    await mineAndFollow();
  };
  return {
    ...world,
    credit,
    borrower,
    operator,
    call,
    read,
    mineAndFollow,
    time,
    async fund(account, units) {
      if (account !== operator)
        await send(operator, chain.dollar, transferCall(chain, account.address, units).data);
      await chain.mine();
      const data = dollarAbi.encodeFunctionData("approve", [credit.creditLine, units]);
      await send(account, chain.dollar, data);
      await mineAndFollow();
    },
    facts: (name) =>
      world.inTx(async (tx) => {
        const rows = await tx
          .selectFrom("chain_facts")
          .select("args")
          .where("name", "=", name)
          .where("state", "<>", "ORPHANED")
          .orderBy("id")
          .execute();
        return rows.map(({ args }) => args as Record<string, string>);
      }),
    async pass(seconds) {
      clock.advance(seconds);
      await chain.rpc.request("evm_increaseTime", [seconds]);
      await mineAndFollow();
    },
    async open(changes = {}) {
      const now = Number(await time());
      const terms: CreditTerms = {
        line: ZERO,
        borrower: borrower.address,
        limit: 1_000_000_000n,
        aprBps: 1_000,
        lateAprBps: 2_000,
        holdbackBps: 2_000,
        advanceRateBps: 0,
        originationBps: 100,
        gracePeriod: 5 * DAY,
        period: 30 * DAY,
        minPayment: 50_000_000n,
        maturity: (now + 365 * DAY) as UnixSeconds,
        expiry: (now + DAY) as UnixSeconds,
        nonce: BigInt(now),
        schemaId: `0x${"5c".repeat(32)}` as Bytes32,
        attestation: `0x${"a7".repeat(32)}` as Bytes32,
        ...changes,
      };
      const signature = await operator.signTypedData(
        creditTermsTypedData(chain.chainId, credit.creditLine, terms),
      );
      await call(borrower, "open", [terms, [{ underwriter: operator.address, signature }], "0x"]);
      await mineAndFollow();
      return read<Bytes32>("lineOf", [borrower.address]);
    },
    async sendVoids() {
      await world.inTx((tx) => submitOperations(tx, "VOID", world.payments));
      await sendNewest();
    },
    async capture(amount) {
      const { payment } = await world.pay({ amount, captureMethod: "MANUAL" });
      await mineAndFollow();
      await world.inTx((tx) => capturePayment(tx, { ...world.owner, paymentId: payment.id }, world.payments));
      await world.submitCaptures();
      await sendNewest();
      return payment;
    },
    books: () =>
      world.inTx(async (tx) => {
        const { rows } = await sql<{ account: string; units: bigint }>`
          select account, case when account ~ '^(chain|receivable|expense)' then debits - credits else credits - debits end as units
          from ledger_balances where debits <> credits order by account`.execute(tx);
        return Object.fromEntries(
          rows.map(({ account, units }) => [
            account.replace(/(mer|crl)_[0-9a-z]+/g, "$1").replace("eip155:31337", "L1"),
            BigInt(units),
          ]),
        );
      }),
    toldOfLines: () =>
      world.inTx(async (tx) => {
        const rows = await tx
          .selectFrom("events")
          .select("type")
          .where("type", "like", "credit_line.%")
          .orderBy("serial")
          .execute();
        return rows.map(({ type }) => type.slice("credit_line.".length));
      }),
  };
}
