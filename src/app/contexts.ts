import { randomBytes } from "node:crypto";
import { CreditClient } from "../chain/credit/creditClient.ts";
import { DepositClient } from "../chain/deposits/depositClient.ts";
import { EscrowClient } from "../chain/escrow/escrowClient.ts";
import { ChainWitness } from "../chain/reconciliation/chainWitness.ts";
import { AnchorClient } from "../chain/reserves/anchorClient.ts";
import { SettlementClient } from "../chain/settlement/settlementClient.ts";
import { PayerReader } from "../chain/wallets/payerReader.ts";
import type { Config } from "../config/config.ts";
import type { Bytes32, ChainId } from "../kernel/ids/chainIds.ts";
import { type Clock, systemClock } from "../kernel/time/clock.ts";
import type { CreditContext, CreditGateway } from "../modules/credit/index.ts";
import type { DepositGateway, DepositsContext } from "../modules/deposits/index.ts";
import type { EscrowGateway, PayerGateway, PaymentsContext } from "../modules/payments/index.ts";
import type { PayoutsContext, SettlementGateway } from "../modules/payouts/index.ts";
import type { ReconciliationContext } from "../modules/reconciliation/index.ts";
import type { ReservesContext } from "../modules/reserves/index.ts";
import type { SettlementContext } from "../modules/settlement/index.ts";
import type { WalletGateway, WalletsContext } from "../modules/wallets/index.ts";
import type { WebhooksContext } from "../modules/webhooks/index.ts";
import type { ChainParts } from "./chainParts.ts";
import { TestClock } from "./testClock.ts";
import { webhooksContext } from "./worker.ts";

export interface Contexts {
  readonly payments: PaymentsContext;
  readonly deposits: DepositsContext;
  readonly payers: PayerGateway;
  readonly wallets: WalletsContext;
  readonly walletGateway: WalletGateway;
  readonly payouts: PayoutsContext;
  readonly settlements: SettlementContext;
  readonly credit: CreditContext;
  readonly creditGateway: CreditGateway;
  /** How an epoch is driven needs the database beside it. */
  readonly reserves: Omit<ReservesContext, "inTx">;
  readonly webhooks: WebhooksContext;
}

/** How often the ledger is anchored unless the settings say otherwise. */
const DAY_SECONDS = 86_400;
const SANDBOX_EPOCH_SECONDS = 60;

/** Where the pages of most development servers are found. */
const SANDBOX_ORIGIN = "http://localhost:3000";

/** What comparing the books with the chains needs. The compiler proves that the chain's witness fits the module's port. */
export function reconciliationContext(
  config: Pick<Config, "RECONCILE_EVERY_SECONDS">,
  given: { chains: readonly ChainParts[]; clock: Clock; inTx: ReconciliationContext["inTx"] },
): ReconciliationContext {
  const witnesses = new Map(
    given.chains.map(({ facts, rpc, source }) => {
      const { id: chainId, startBlock, contracts, finality } = facts;
      return [chainId, new ChainWitness({ chainId, startBlock, contracts, finality, rpc, source })];
    }),
  );
  return {
    clock: given.clock,
    everySeconds: config.RECONCILE_EVERY_SECONDS,
    witnessOf(chainId) {
      const found = witnesses.get(chainId);
      if (!found) throw new Error(`no contracts on ${chainId}`);
      return found;
    },
    inTx: given.inTx,
  };
}

/** What every module is given once. The compiler proves here that the chain's clients fit the modules' ports. */
export function contextsOf(
  config: Config,
  given: { chains: readonly ChainParts[]; isSandbox: boolean },
): { clock: Clock; testClock: TestClock | null; contexts: Contexts } {
  const places = new Map(
    given.chains.map(({ facts, rpc }) => [
      facts.id,
      { rpc, contracts: facts.contracts, finality: facts.finality },
    ]),
  );
  const placeOf = (chainId: ChainId) => {
    const found = places.get(chainId);
    if (!found) throw new Error(`no contracts on ${chainId}`);
    return found;
  };
  const contractsOf = (chainId: ChainId) => placeOf(chainId).contracts;
  const escrow: EscrowGateway = new EscrowClient(contractsOf);
  const payerReader = new PayerReader(placeOf);
  const payers: PayerGateway = payerReader;
  const walletGateway: WalletGateway = payerReader;
  const settlement: SettlementGateway = new SettlementClient(contractsOf);
  const factory: DepositGateway = new DepositClient(contractsOf);
  const isLive = given.chains.some(({ facts }) => facts.livemode);
  const testClock = (config.TEST_CLOCK ?? given.isSandbox) && !isLive ? new TestClock() : null;
  const clock = testClock ?? systemClock;
  // A sandbox forgets everything at its end, and so it may forget its key.
  const secretKey = config.SECRET_KEY ? Buffer.from(config.SECRET_KEY, "hex") : randomBytes(32);
  return {
    clock,
    testClock,
    contexts: {
      payments: { clock, escrow, deposits: factory, secretKey },
      deposits: { clock, factory },
      payers,
      wallets: { clock, origins: config.SIGN_IN_ORIGINS ?? (given.isSandbox ? [SANDBOX_ORIGIN] : []) },
      walletGateway,
      payouts: { clock, settlement },
      settlements: { clock, settlement, secretKey },
      credit: { clock, creditOf: (chainId) => contractsOf(chainId).credit ?? [] },
      creditGateway: new CreditClient(placeOf),
      reserves: {
        clock,
        gateway: new AnchorClient(placeOf),
        epochSeconds: config.ANCHOR_EVERY_SECONDS ?? (given.isSandbox ? SANDBOX_EPOCH_SECONDS : DAY_SECONDS),
        newSalt: () => `0x${randomBytes(32).toString("hex")}` as Bytes32, // 32 bytes
      },
      webhooks: webhooksContext({
        secretKey,
        allowPrivate: config.WEBHOOK_ALLOW_PRIVATE ?? given.isSandbox,
      }),
    },
  };
}
