import { Gauge, type Registry } from "prom-client";
import type { Database } from "../../db/database.ts";
import { SYSTEM, withTx } from "../../db/withTx.ts";
import { LANES, type Lane, type LaneHealth, readLaneHealth } from "../../modules/transactions/index.ts";
import type { ChainParts } from "../chainParts.ts";
import { ageSeconds } from "./ageSeconds.ts";
import { sharedRead } from "./sharedRead.ts";

/** Balances are asked for this often at most, however often metrics are read. */
const BALANCE_AGE_MS = 15_000;

/** What signers have to do, and the coins they pay gas with. */
export function addLaneMetrics(
  registry: Registry,
  { database, chains }: { database: Database; chains: readonly ChainParts[] },
): void {
  const registers = [registry];
  const lanes = sharedRead(() => readLanes(database, chains));
  new Gauge({
    name: "tallystick_lane_stuck_seconds",
    help: "Age of the lowest nonce of a signer lane that is not mined; 0 when there is none.",
    labelNames: ["chain", "lane"],
    registers,
    async collect() {
      for (const { labels, health } of await lanes()) this.set(labels, ageSeconds(health.stuckSince));
    },
  });
  new Gauge({
    name: "tallystick_lane_out_of_step_seconds",
    help: "For how long the chain has shown transactions of a lane that are not known; it sends nothing meanwhile.",
    labelNames: ["chain", "lane"],
    registers,
    async collect() {
      for (const { labels, health } of await lanes()) this.set(labels, ageSeconds(health.outOfStepSince));
    },
  });
  new Gauge({
    name: "tallystick_lane_transactions",
    help: "Transactions of a lane whose end is not proven; refused are those that the signer would not sign.",
    labelNames: ["chain", "lane", "state"],
    registers,
    async collect() {
      for (const { labels, health } of await lanes()) {
        for (const state of ["waiting", "unmined", "unfinal", "refused"] as const) {
          this.set({ ...labels, state }, health[state]);
        }
      }
    },
  });
  addBalances(registry, chains);
}

function readLanes(database: Database, chains: readonly ChainParts[]) {
  return withTx(database, SYSTEM, async (tx) => {
    const lanes: { labels: { chain: string; lane: Lane }; health: LaneHealth }[] = [];
    for (const { facts } of chains) {
      for (const lane of LANES) {
        const health = await readLaneHealth(tx, { chainId: facts.id, lane });
        lanes.push({ labels: { chain: facts.id, lane }, health });
      }
    }
    return lanes;
  });
}

/** Only processes that hold keys know whose they are. A node that does not answer leaves the last value. */
function addBalances(registry: Registry, chains: readonly ChainParts[]): void {
  let asked = 0;
  new Gauge({
    name: "tallystick_signer_balance_wei",
    help: "Coins that a signer can pay gas with.",
    labelNames: ["chain", "lane", "signer"],
    registers: [registry],
    async collect() {
      if (Date.now() - asked < BALANCE_AGE_MS) return;
      asked = Date.now();
      const held = chains.flatMap(({ facts, sender }) =>
        sender
          ? LANES.flatMap((lane) => sender.signersOf(lane).map((signer) => ({ facts, sender, lane, signer })))
          : [],
      );
      await Promise.all(
        held.map(async ({ facts, sender, lane, signer }) => {
          const wei = await sender.balanceOf(signer).catch(() => undefined);
          if (wei !== undefined) this.set({ chain: facts.id, lane, signer }, Number(wei)); // a gauge, no money of ours
        }),
      );
    },
  });
}
