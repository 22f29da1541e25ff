import { expect } from "chai";
import { handlersOf } from "../../src/app/handlersOf.ts";
import { DepositClient } from "../../src/chain/deposits/depositClient.ts";
import { EscrowClient } from "../../src/chain/escrow/escrowClient.ts";
import type { BlockSource } from "../../src/chain/rpc/chainReader.ts";
import { SettlementClient } from "../../src/chain/settlement/settlementClient.ts";
import type { DevelopmentAccount } from "../../src/chain/signer/developmentAccounts.ts";
import { TokenReader } from "../../src/chain/tokens/tokenReader.ts";
import type { Database } from "../../src/db/database.ts";
import { SYSTEM, type Tx, withTx } from "../../src/db/withTx.ts";
import type { ChainFollower, FollowContext } from "../../src/indexer/sync/followChain.ts";
import { rescanChain } from "../../src/indexer/sync/rescanChain.ts";
import { DomainError } from "../../src/kernel/errors/domainError.ts";
import type { ConfirmationTier } from "../../src/kernel/facts/confirmations.ts";
import { assetIdOf, type Hex } from "../../src/kernel/ids/chainIds.ts";
import type { MerchantId } from "../../src/kernel/ids/ids.ts";
import { type Clock, systemClock } from "../../src/kernel/time/clock.ts";
import { registerAsset, upsertChain } from "../../src/modules/assets/index.ts";
import { checkLedger } from "../../src/modules/ledger/index.ts";
import {
  confirmSettlementAccount,
  createMerchant,
  setSettlementAccount,
  settlementAccountConfirmation,
} from "../../src/modules/merchants/index.ts";
import {
  type CaptureMethod,
  clientSecretOf,
  draftPayments,
  getPayments,
  insertPayments,
  type Owner,
  operationsOf,
  type Payment,
  type PaymentsContext,
  preparePayment,
  submitAuthorization,
  submitOperations,
} from "../../src/modules/payments/index.ts";
import { type TestChain, transferCall } from "../fixtures/testChain.ts";
import { openFollowWorld } from "./followWorld.ts";

/** A merchant that is really paid on a chain which a database follows with the modules' own handlers. */
export interface PaidWorld {
  readonly database: Database;
  readonly owner: Owner;
  readonly payments: PaymentsContext;
  readonly clock: Clock;
  inTx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  follower(source?: BlockSource): ChainFollower;
  settle(follower: ChainFollower): Promise<void>;
  rescan(from: number): Promise<{ added: number; undone: number }>;
  /** A payment whose payer has signed, and the transactions that fund and authorize it, for the chain's next block. */
  pay(order: {
    amount: string;
    captureMethod: CaptureMethod;
  }): Promise<{ payment: Payment; raws: readonly Hex[] }>;
  /** Plans the captures that may be sent; returns how many. */
  submitCaptures(): Promise<number>;
  now(payment: Payment): Promise<Payment>;
  /** Status, and how much of it is asked to be captured. */
  state(payment: Payment): Promise<string>;
  /** What was told of it, in order, but for its creation. */
  told(payment: Payment): Promise<string[]>;
  close(): Promise<void>;
}

export async function openPaidWorld(
  chain: TestChain,
  confirmations: readonly ConfirmationTier[],
  clock: Clock = systemClock,
): Promise<PaidWorld> {
  const followed = await openFollowWorld(chain);
  const { database } = followed;
  const inTx: PaidWorld["inTx"] = (work) => withTx(database, SYSTEM, work);
  const followedChain = { ...followed.context().chain, confirmations };
  await inTx((tx) => upsertChain(tx, followedChain));
  const reading = await new TokenReader(() => chain.rpc).readToken(chain.chainId, chain.dollar);
  const asset = { chainId: chain.chainId, token: chain.dollar, reading, minimumUnits: 1n, enabled: true };
  await inTx((tx) => registerAsset(tx, asset));
  const owner = { merchantId: await openShop(chain, inTx), livemode: false };
  const escrow = new EscrowClient(() => chain.contracts);
  const factory = new DepositClient(() => chain.contracts);
  const payments = { clock, escrow, deposits: factory, secretKey: new Uint8Array(32).fill(7) };
  const deposits = { clock, factory };
  const payouts = { clock, settlement: new SettlementClient(() => chain.contracts) };
  const credit = { clock, creditOf: () => chain.contracts.credit ?? [] };
  const context = (source: BlockSource): FollowContext => ({
    ...followed.context(),
    chain: followedChain,
    source,
    handlers: handlersOf({ payments, payouts, credit, deposits }),
  });
  const now: PaidWorld["now"] = async (payment) => {
    const [found] = await inTx((tx) => getPayments(tx, owner, [payment.id]));
    if (!found) throw new Error(`${payment.id} is gone`);
    return found;
  };
  return {
    database,
    owner,
    payments,
    clock,
    inTx,
    follower: (source = chain.reader) => followed.follower(context(source)),
    settle: (follower) => followed.settle(follower),
    rescan: (from) => rescanChain(context(chain.reader), from),
    pay: (order) => pay({ chain, inTx, owner, payments }, order),
    submitCaptures: () => inTx((tx) => submitOperations(tx, "CAPTURE", payments)),
    now,
    async state(payment) {
      const { status, amounts } = await now(payment);
      return `${status} ${amounts.capturePending}`;
    },
    told: (payment) =>
      inTx(async (tx) => {
        const rows = await tx
          .selectFrom("events")
          .select("type")
          .where("object_id", "=", payment.id)
          .orderBy("serial")
          .execute();
        return rows.map(({ type }) => type).slice(1);
      }),
    async close() {
      const { unbalanced, drifted } = await inTx(checkLedger);
      await followed.drop();
      expect([unbalanced, drifted]).to.deep.equal([[], []]);
    },
  };
}

/** Captures of a payment, as their amounts. */
export async function capturesOf({ inTx, owner }: PaidWorld, payment: Payment): Promise<bigint[]> {
  const asked = { kind: "CAPTURE" as const, paymentIds: [payment.id], limit: 9 };
  const [captures = []] = await inTx((tx) => operationsOf(tx, owner, asked));
  return captures.map(({ amount }) => amount);
}

async function openShop(chain: TestChain, inTx: PaidWorld["inTx"]): Promise<MerchantId> {
  const account = walletOf(chain, 0);
  const now = systemClock.now();
  const { id } = await inTx((tx) => createMerchant(tx, { name: "Shop", feeBps: 100, now }));
  const claim = { merchantId: id, chainId: chain.chainId, account: account.address };
  const signature = await account.signTypedData(settlementAccountConfirmation(claim));
  await inTx(async (tx) => {
    await setSettlementAccount(tx, { ...claim, now });
    await confirmSettlementAccount(tx, { ...claim, signature, now });
  });
  return id;
}

/** The payer signs, and the operator sends: as a worker does, but when the test wants it. */
async function pay(
  world: Pick<PaidWorld, "inTx" | "owner" | "payments"> & { chain: TestChain },
  order: { amount: string; captureMethod: CaptureMethod },
): Promise<{ payment: Payment; raws: readonly Hex[] }> {
  const { chain, inTx, owner, payments } = world;
  const payer = walletOf(chain, 1);
  const command = { ...order, assetId: assetIdOf(chain.chainId, chain.dollar), expiresInSeconds: 86_400 };
  const payment = await inTx(async (tx) => {
    const [drafted] = await draftPayments(tx, owner, [command], payments);
    if (!drafted || drafted instanceof DomainError) throw drafted;
    await insertPayments(tx, [drafted]);
    return drafted;
  });
  const clientSecret = clientSecretOf(payment.id, payments.secretKey);
  const given = { clientSecret, payer: payer.address, reading: null };
  const { signatures } = await inTx((tx) => preparePayment(tx, given, payments));
  const option = signatures.find(({ scheme }) => scheme === "EIP3009");
  const [typedData] = option?.typedData ?? [];
  if (option?.scheme !== "EIP3009" || !typedData) throw new Error("the test dollar has EIP-3009");
  const { scheme, validAfter, validBefore } = option;
  const consent = { scheme, validAfter, validBefore, signature: await payer.signTypedData(typedData) };
  const wallet = { reading: null, confirmed: [] };
  const signed = { clientSecret, payer: payer.address, ...consent, permitSignature: null, wallet };
  await inTx((tx) => submitAuthorization(tx, signed, payments));
  const operator = operatorOf(chain);
  const raws: Hex[] = [];
  const options = { raw: (raw: Hex) => void raws.push(raw) };
  await chain.send(operator, transferCall(chain, payer.address, payment.amount), options);
  const terms = { ...payment.terms, payer: payer.address };
  const authorize = { chainId: chain.chainId, terms, amount: payment.amount, consent };
  await chain.send(operator, payments.escrow.authorizeCall(authorize), options);
  return { payment, raws };
}

function walletOf(chain: TestChain, index: number): DevelopmentAccount {
  const wallet = chain.wallets[index];
  if (!wallet) throw new Error(`there is no wallet ${index}`);
  return wallet;
}

/** Of an account only these two of its parts are used to send. */
function operatorOf({ signers: { capture } }: TestChain): DevelopmentAccount {
  return { address: capture.address, signer: capture } as DevelopmentAccount;
}
