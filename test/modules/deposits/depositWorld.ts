import { expect } from "chai";
import { Interface } from "ethers";
import { handlersOf } from "../../../src/app/handlersOf.ts";
import { DepositClient } from "../../../src/chain/deposits/depositClient.ts";
import { EscrowClient } from "../../../src/chain/escrow/escrowClient.ts";
import type { BlockSource } from "../../../src/chain/rpc/chainReader.ts";
import { SettlementClient } from "../../../src/chain/settlement/settlementClient.ts";
import { TokenReader } from "../../../src/chain/tokens/tokenReader.ts";
import { SYSTEM, type Tx, withTx } from "../../../src/db/withTx.ts";
import { readCheckpoint } from "../../../src/indexer/sync/checkpoints.store.ts";
import type { ChainFollower, FollowContext } from "../../../src/indexer/sync/followChain.ts";
import { DomainError } from "../../../src/kernel/errors/domainError.ts";
import { type Address, type AssetId, assetIdOf } from "../../../src/kernel/ids/chainIds.ts";
import type { MerchantId } from "../../../src/kernel/ids/ids.ts";
import { registerAsset } from "../../../src/modules/assets/index.ts";
import {
  listUnmatched,
  planSweeps,
  submitSweeps,
  transactionDied,
  type UnmatchedDeposit,
} from "../../../src/modules/deposits/index.ts";
import { checkLedger, readBalances } from "../../../src/modules/ledger/index.ts";
import {
  confirmSettlementAccount,
  createMerchant,
  setSettlementAccount,
  settlementAccountConfirmation,
} from "../../../src/modules/merchants/index.ts";
import {
  type CreatePayment,
  draftPayments,
  expirePayments,
  getPayments,
  insertPayments,
  type Payment,
} from "../../../src/modules/payments/index.ts";
import { newSendingMemory, sendTransactions } from "../../../src/modules/transactions/index.ts";
import { dollarAbi, startTestChain, type TestChain } from "../../fixtures/testChain.ts";
import { FINALITY_DEPTH, type FollowWorld, openFollowWorld } from "../../indexer/followWorld.ts";
import { senderOf } from "../transactions/sendingWorld.ts";
import { operatorOf, SENDING, timeOf, walletOf } from "./depositChain.ts";

export { FINALITY_DEPTH };

export const POLICY = { leastMinimums: 1n, greatestAgeSeconds: 86_400, greatestFeePerGas: 10n ** 12n };
const settlementAbi = new Interface([
  "function balanceOf(address account, address token) view returns (uint256 available, uint256 reserved)",
]);

export type DepositWorld = Awaited<ReturnType<typeof openDepositWorld>>;

/** Merchants whose payments are paid at addresses, on a real chain; time is the chain's. */
export async function openDepositWorld(
  chain: TestChain,
  options: Partial<FollowContext> = {},
  given?: Parameters<typeof openFollowWorld>[1],
) {
  const followed: FollowWorld = await openFollowWorld(chain, given);
  const { database } = followed;
  const inTx = <T>(work: (tx: Tx) => Promise<T>) => withTx(database, SYSTEM, work);
  let now = await timeOf(chain);
  const clock = { now: () => now };
  const factory = new DepositClient(() => chain.contracts);
  const contexts = {
    payments: {
      clock,
      escrow: new EscrowClient(() => chain.contracts),
      deposits: factory,
      secretKey: new Uint8Array(32).fill(7),
    },
    payouts: { clock, settlement: new SettlementClient(() => chain.contracts) },
    deposits: { clock, factory },
    credit: { clock, creditOf: () => chain.contracts.credit ?? [] },
  };
  const context = (source: BlockSource = chain.reader): FollowContext => ({
    ...followed.context(),
    source,
    handlers: handlersOf(contexts),
    ...options,
  });
  const follower = (source?: BlockSource): ChainFollower => followed.follower(context(source));
  const dollars = await addToken(chain.dollar);

  async function addToken(token: Address, minimumUnits = 1n): Promise<AssetId> {
    const reading = await new TokenReader(() => chain.rpc).readToken(chain.chainId, token);
    await inTx((tx) =>
      registerAsset(tx, { chainId: chain.chainId, token, reading, minimumUnits, enabled: true }),
    );
    return assetIdOf(chain.chainId, token);
  }

  async function openShop(index: number) {
    const account = walletOf(chain, index);
    const { id } = await inTx((tx) => createMerchant(tx, { name: `Shop ${index}`, feeBps: 100, now }));
    const claim = { merchantId: id, chainId: chain.chainId, account: account.address };
    const signature = await account.signTypedData(settlementAccountConfirmation(claim));
    await inTx(async (tx) => {
      await setSettlementAccount(tx, { ...claim, now });
      await confirmSettlementAccount(tx, { ...claim, signature, now });
    });
    return { merchantId: id, livemode: false };
  }
  const owner = await openShop(0);

  const world = {
    chain,
    database,
    followed,
    contexts,
    inTx,
    clock,
    owner,
    dollars,
    addToken,
    openShop,
    context,
    follower,
    advance(seconds: number) {
      now = new Date(now.getTime() + seconds * 1000);
    },
    /** A payment of dollars at an address of its own. */
    async ask(
      change: Partial<CreatePayment> = {},
      of = owner,
    ): Promise<Payment & { depositAddress: Address }> {
      const command = {
        assetId: dollars,
        amount: "100",
        captureMethod: "AUTOMATIC",
        deposit: {},
        ...change,
      } as const;
      const [payment] = await inTx(async (tx) => {
        const drafted = await draftPayments(tx, of, [command], contexts.payments);
        const [first] = drafted;
        if (!first || first instanceof DomainError) throw first;
        await insertPayments(tx, [first]);
        return [first];
      });
      const { depositAddress } = payment;
      if (depositAddress === null) throw new Error("it is paid at an address");
      return { ...payment, depositAddress };
    },
    transfer: (to: Address, units: bigint, token: Address = chain.dollar) => ({
      to: token,
      data: dollarAbi.encodeFunctionData("transfer", [to, units]),
    }),
    /** Sends tokens without mining them. */
    send(to: Address, units: bigint, token: Address = chain.dollar, from = operatorOf(chain)) {
      return chain.send(from, world.transfer(to, units, token));
    },
    /** Makes test tokens. */
    async mint(token: Address, to: Address, units: bigint) {
      await chain.send(operatorOf(chain), {
        to: token,
        data: dollarAbi.encodeFunctionData("mint", [to, units]),
      });
      await chain.mine();
    },
    /** Mines, and takes in what was mined; our clock follows the chain's. */
    async mine(blocks = 1) {
      await chain.mine(blocks);
      now = new Date(Math.max(now.getTime(), (await timeOf(chain)).getTime()));
      await followed.settle(follower());
    },
    finalize: () => world.mine(FINALITY_DEPTH),
    async pay(payment: { depositAddress: Address }, units: bigint, token: Address = chain.dollar) {
      await world.send(payment.depositAddress, units, token);
      await world.mine();
    },
    async read(payment: Payment, of = owner): Promise<Payment> {
      const [found] = await inTx((tx) => getPayments(tx, of, [payment.id]));
      if (!found) throw new Error(`${payment.id} is gone`);
      return found;
    },
    /** Status and reasons. */
    async stateOf(payment: Payment): Promise<string> {
      const { status, statusReasons } = await world.read(payment);
      return [status, ...statusReasons].join(" ");
    },
    expire: () => inTx((tx) => expirePayments(tx, 100, contexts.payments)),
    async balance(asset = dollars, { merchantId }: { merchantId: MerchantId } = owner) {
      const found = (await inTx((tx) => readBalances(tx, merchantId))).find((each) => each.asset === asset);
      return [found?.pending ?? 0n, found?.available ?? 0n];
    },
    /** Debits less credits of every account of an asset that is not zero, by the account's last two parts. */
    async books(asset = dollars): Promise<Record<string, bigint>> {
      const rows = await inTx((tx) =>
        tx
          .selectFrom("ledger_balances")
          .selectAll()
          .where("asset_id", "=", asset)
          .orderBy("account")
          .execute(),
      );
      const sums: Record<string, bigint> = {};
      for (const row of rows) {
        const name = row.account
          .split(":")
          .filter((part) => !/^(eip155|31337|[a-z]{3}_.*)$/.test(part))
          .join(":");
        const sum = (sums[name] ?? 0n) + row.debits - row.credits;
        if (sum === 0n) delete sums[name];
        else sums[name] = sum;
      }
      return sums;
    },
    async unmatched(of = owner): Promise<readonly UnmatchedDeposit[]> {
      const page = { limit: 100, from: null, backward: false };
      return (await inTx((tx) => listUnmatched(tx, of, { page }))).items;
    },
    plan: () => inTx((tx) => planSweeps(tx, POLICY, contexts.deposits)),
    submit: (plannedBefore: Date | null = null) =>
      inTx((tx) => submitSweeps(tx, { chainId: chain.chainId, plannedBefore }, contexts.deposits)),
    /** A pass of the sender. */
    async sendOut() {
      const gateway = senderOf(chain, chain.reader);
      await sendTransactions(
        {
          gateway,
          policy: SENDING,
          clock,
          startedAt: now,
          inTx,
          finalFactsThrough: async () => {
            const checkpoint = await inTx((tx) => readCheckpoint(tx, chain.chainId));
            return checkpoint ? Math.min(checkpoint.number, checkpoint.finalizedNumber) : null;
          },
          transactionDied: (tx, dead) => transactionDied(tx, dead, contexts.deposits),
          notice: (notice) => {
            if (notice.kind === "LANE_FAILED") throw notice.error;
          },
        },
        newSendingMemory(),
      );
    },
    /** Sweeps all that is worth it, to the end. */
    async sweep() {
      await world.plan();
      while ((await world.submit()) > 0) await world.sendOut();
      await world.mine();
      await world.finalize();
      await world.sendOut();
    },
    async sweeps(): Promise<string[]> {
      const rows = await inTx((tx) => tx.selectFrom("sweeps").selectAll().orderBy("id").execute());
      return rows.map((row) =>
        [row.status, row.failure, row.amount].filter((part) => part !== null).join(" "),
      );
    },
    async settled(account: Address, token: Address = chain.dollar): Promise<bigint> {
      const data = settlementAbi.encodeFunctionData("balanceOf", [account, token]);
      const answer = await chain.rpc.request("eth_call", [
        { to: chain.contracts.settlement, data },
        "latest",
      ]);
      return settlementAbi.decodeFunctionResult("balanceOf", String(answer))[0] as bigint;
    },
    async told(objectId: string): Promise<string[]> {
      const rows = await inTx((tx) =>
        tx.selectFrom("events").select("type").where("object_id", "=", objectId).orderBy("serial").execute(),
      );
      return rows.map(({ type }) => type);
    },
    async close() {
      const { unbalanced, drifted } = await inTx(checkLedger);
      await followed.drop();
      expect([unbalanced, drifted]).to.deep.equal([[], []]);
    },
  };
  return world;
}

/** Starts a chain, with a world of its own for each test. */
export function withDepositWorld(): () => DepositWorld {
  let chain: TestChain;
  let clean: unknown;
  let world: DepositWorld;
  before(async () => {
    chain = await startTestChain(undefined, { withSuite: true });
  });
  after(() => chain.close());
  beforeEach(async () => {
    clean = await chain.rpc.request("evm_snapshot");
    world = await openDepositWorld(chain);
  });
  afterEach(async () => {
    await world.close();
    await chain.rpc.request("evm_revert", [clean]);
  });
  return () => world;
}
