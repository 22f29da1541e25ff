import type { Dialect } from "kysely";
import type { ChainParts } from "../../src/app/chainParts.ts";
import { type Contexts, reconciliationContext } from "../../src/app/contexts.ts";
import { openFollower } from "../../src/app/indexer.ts";
import { createLogger } from "../../src/app/logger.ts";
import { createServices } from "../../src/app/services/createServices.ts";
import { scopesOf } from "../../src/app/services/scope.ts";
import { testClockService } from "../../src/app/services/testClock.services.ts";
import { Signal } from "../../src/app/signal.ts";
import { senderPass, type WorkerParts, type WorkerPass, workerPasses } from "../../src/app/worker.ts";
import { CreditClient } from "../../src/chain/credit/creditClient.ts";
import { DepositClient } from "../../src/chain/deposits/depositClient.ts";
import { EscrowClient } from "../../src/chain/escrow/escrowClient.ts";
import { AnchorClient } from "../../src/chain/reserves/anchorClient.ts";
import { ChainReader } from "../../src/chain/rpc/chainReader.ts";
import { finalHeight } from "../../src/chain/rpc/finalHeight.ts";
import { SettlementClient } from "../../src/chain/settlement/settlementClient.ts";
import { TransactionSender } from "../../src/chain/signer/transactionSender.ts";
import { PayerReader } from "../../src/chain/wallets/payerReader.ts";
import { readConfig } from "../../src/config/config.ts";
import { SYSTEM, withTx } from "../../src/db/withTx.ts";
import type { Services } from "../../src/graphql/common/services.ts";
import type { ChainFollower } from "../../src/indexer/sync/followChain.ts";
import { webhookDeliverer } from "../../src/jobs/workers/deliverWebhooks.worker.ts";
import type { ChainId } from "../../src/kernel/ids/chainIds.ts";
import { aesGcmSealer } from "../../src/modules/webhooks/index.ts";
import type { FaultCount, FaultRates } from "./faults.ts";
import { type Gate, gatedDatabase } from "./gatedDatabase.ts";
import type { Receiver } from "./receiver.ts";
import type { SimChain } from "./simChain.ts";
import { SimRpc } from "./simRpc.ts";
import { Life, type Simulation } from "./simulation.ts";

/** What outlives the program. */
export interface Surroundings {
  readonly sim: Simulation;
  readonly dialect: Dialect;
  readonly chains: readonly SimChain[];
  readonly receiver: Receiver;
  readonly rates: () => FaultRates;
  readonly count: FaultCount;
}

export interface Program {
  readonly life: Life;
  readonly services: Services;
  readonly followers: readonly ChainFollower[];
  /** Why a loop's last pass failed, by its name; nothing of those that go well. */
  readonly failures: ReadonlyMap<string, string>;
}

export const SECRET_KEY = new Uint8Array(32).fill(7);

/** How much rarer than in production a loop looks: hints are lost here, and empty looks cost time. */
const SLOWER = 3;
const LONGEST_PAUSE_MS = 8_000;
/** A loop without work looks half as often each time, so many times. */
const MOST_IDLE = 4;

/** Starts the program's parts, as src/app does, over faulty ways to everything. It lives until its life ends. */
export function startProgram(world: Surroundings): Program {
  const { sim, rates, count } = world;
  const life = new Life();
  const gate: Gate = { sim, life, rates, count };
  const parts = partsOf(world, gate);
  const scopes = scopesOf(parts.database, sim);
  const services = createServices(scopes, { ...parts, testClock: testClockService(null, parts.chains) });
  const failures = new Map<string, string>();
  const followers: ChainFollower[] = [];
  const drive = (name: string, work: WorkerPass) => void runLoop({ name, work, sim, life, failures });

  const deliverer = webhookDeliverer({
    database: parts.database,
    context: parts.webhooks,
    onDone: () => undefined,
    onError: () => undefined,
  });
  for (const [name, work] of Object.entries(workerPasses(parts, deliverer))) drive(name, work);
  for (const chain of parts.chains) {
    const { id } = chain.facts;
    drive(`send ${id}`, senderPass(parts, chain));
    let follower: ChainFollower | undefined;
    const follow = async () => {
      if (follower) return follower.step();
      follower = await openFollower(parts, chain);
      followers.push(follower);
      return true;
    };
    drive(`follow ${id}`, { intervalMs: 200, pass: follow });
  }
  return { life, services, followers, failures };
}

async function runLoop(loop: {
  name: string;
  work: WorkerPass;
  sim: Simulation;
  life: Life;
  failures: Map<string, string>;
}): Promise<void> {
  const { name, work, sim, life, failures } = loop;
  let idle = 0;
  while (!life.isOver) {
    let more = false;
    try {
      more = await work.pass();
      failures.delete(name);
    } catch (error) {
      failures.set(name, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
    idle = more ? 0 : Math.min(idle + 1, MOST_IDLE);
    const pause = Math.min(work.intervalMs * SLOWER * 2 ** (idle - 1), LONGEST_PAUSE_MS);
    if (!more) await sim.sleep(sim.random.between(Math.floor(pause / 2), pause), life);
  }
}

function partsOf(world: Surroundings, gate: Gate): WorkerParts & Contexts {
  const { sim, chains: simChains, receiver, dialect } = world;
  const chains = simChains.map((chain) => chainPartsOf(chain, gate));
  const placeOf = (chainId: ChainId) => {
    const found = chains.find(({ facts }) => facts.id === chainId);
    if (!found) throw new Error(`there is no chain ${chainId}`);
    return { rpc: found.rpc, contracts: found.facts.contracts, finality: found.facts.finality };
  };
  const contractsOf = (chainId: ChainId) => placeOf(chainId).contracts;
  const settlement = new SettlementClient(contractsOf);
  const factory = new DepositClient(contractsOf);
  const payers = new PayerReader(placeOf);
  const database = gatedDatabase(dialect, gate);
  const reconciliation = reconciliationContext(
    { RECONCILE_EVERY_SECONDS: 3_600 },
    { chains, clock: sim, inTx: (work) => withTx(database, SYSTEM, work) },
  );
  return {
    database,
    clock: sim,
    chains,
    reconciliation,
    reserves: {
      clock: sim,
      gateway: new AnchorClient(placeOf),
      epochSeconds: 86_400,
      newSalt: () => {
        throw new Error("no chain of the simulation has an anchor");
      },
    },
    payments: { clock: sim, escrow: new EscrowClient(contractsOf), deposits: factory, secretKey: SECRET_KEY },
    deposits: { clock: sim, factory },
    payers,
    wallets: { clock: sim, origins: [] },
    walletGateway: payers,
    payouts: { clock: sim, settlement },
    credit: { clock: sim, creditOf: (chainId) => contractsOf(chainId).credit ?? [] },
    creditGateway: new CreditClient(placeOf),
    settlements: { clock: sim, settlement, secretKey: SECRET_KEY },
    webhooks: {
      clock: sim,
      sealer: aesGcmSealer(SECRET_KEY),
      random: () => sim.random.between(0, 999) / 1000,
      target: {
        allowPrivate: true,
        resolve: async () => [{ address: "127.0.0.1", family: 4 }],
        timeoutMs: 10_000,
      },
      post: receiver.post(gate),
    },
    published: new Signal(),
    logger: createLogger(readConfig({ LOG_LEVEL: process.env.SIM_LOG ?? "silent" })),
  };
}

function chainPartsOf(simChain: SimChain, gate: Gate): ChainParts {
  const { chain, settings } = simChain;
  const rpc = new SimRpc((method, params) => simChain.request(method, params), gate);
  const reader = new ChainReader(chain.chainId, rpc);
  const finality = { kind: "DEPTH", depth: settings.finalityDepth } as const;
  return {
    facts: {
      id: chain.chainId,
      name: `Chain ${settings.chainNumber}`,
      livemode: false,
      finality,
      confirmations: settings.confirmations,
      contracts: chain.contracts,
      startBlock: chain.startBlock,
    },
    rpc,
    source: reader,
    signers: chain.laneSigners,
    sender: new TransactionSender(reader, rpc, chain.laneSigners, (head) =>
      finalHeight(reader, finality, head),
    ),
    tokens: [chain.dollar],
    listed: [],
    underwriter: null,
  };
}
