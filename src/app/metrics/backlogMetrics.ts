import { Gauge, type Registry } from "prom-client";
import type { Database } from "../../db/database.ts";
import { SYSTEM, withTx } from "../../db/withTx.ts";
import { oldestUnsealed } from "../../modules/ledger/index.ts";
import { countOpenBreaks, lastCompleted } from "../../modules/reconciliation/index.ts";
import { ageSeconds } from "./ageSeconds.ts";
import { readBacklog, readDrift, readOldestUnfinal } from "./backlog.store.ts";
import { sharedRead } from "./sharedRead.ts";

/** What waits in the database, and whether its books balance: the same in every process. */
export function addBacklogMetrics(registry: Registry, database: Database): void {
  const registers = [registry];
  const backlog = sharedRead(() => withTx(database, SYSTEM, readBacklog));
  new Gauge({
    name: "tallystick_webhook_deliveries",
    help: "Webhooks that were not delivered: pending, waiting for another attempt, or given up.",
    labelNames: ["state"],
    registers,
    async collect() {
      const { webhooks } = await backlog();
      for (const [state, count] of Object.entries(webhooks)) this.set({ state }, count);
    },
  });
  new Gauge({
    name: "tallystick_queue_oldest_seconds",
    help: "For how long the oldest row of a queue has waited; 0 when none does.",
    labelNames: ["queue"],
    registers,
    async collect() {
      const { oldest } = await backlog();
      for (const [queue, since] of Object.entries(oldest)) this.set({ queue }, ageSeconds(since));
    },
  });
  new Gauge({
    name: "tallystick_oldest_unfinal_fact_seconds",
    help: "Age of the oldest fact in a block that is not final; 0 when there is none.",
    labelNames: ["chain"],
    registers,
    async collect() {
      for (const { chainId, at } of await withTx(database, SYSTEM, readOldestUnfinal)) {
        this.set({ chain: chainId }, ageSeconds(at));
      }
    },
  });
  new Gauge({
    name: "tallystick_ledger_drift_units",
    help: "Debits less credits over all accounts of an asset, in its smallest unit; anything but 0 is an incident.",
    labelNames: ["asset"],
    registers,
    async collect() {
      for (const { assetId, units } of await withTx(database, SYSTEM, readDrift)) {
        this.set({ asset: assetId }, Number(units)); // shown, never counted with
      }
    },
  });
  new Gauge({
    name: "tallystick_reconciliation_breaks",
    help: "Open differences between the books and a chain, by kind; TIMING closes by itself, all others are incidents.",
    labelNames: ["chain", "kind"],
    registers,
    async collect() {
      this.reset(); // kinds without an open break are not there
      for (const { chainId, kind, count } of await withTx(database, SYSTEM, countOpenBreaks)) {
        this.set({ chain: chainId, kind }, count);
      }
    },
  });
  new Gauge({
    name: "tallystick_reconciliation_age_seconds",
    help: "Age of the last completed comparison of a chain with the books.",
    labelNames: ["chain"],
    registers,
    async collect() {
      for (const { chainId, at } of await withTx(database, SYSTEM, lastCompleted)) {
        this.set({ chain: chainId }, ageSeconds(at));
      }
    },
  });
  new Gauge({
    name: "tallystick_journal_unsealed_seconds",
    help: "Age of the oldest journal entry without a seal; 0 when there is none.",
    registers,
    async collect() {
      this.set(ageSeconds(await withTx(database, SYSTEM, oldestUnsealed)));
    },
  });
}
