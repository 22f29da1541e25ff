import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import hre from "hardhat";
import { measureGas } from "../../test/contracts/gas/measureGas.js";
import { productionHardhat } from "../productionHardhat.js";
import { explainLast } from "./explainTransaction.js";
import type { GasBreakdown } from "./gasBreakdown.js";
import { gasReferences } from "./gasReferences.js";

const usage = `Measures the gas of the contracts' verbs, with the settings of real networks, beside other systems.

Usage: node --import tsx scripts/bench/gas.ts [--json FILE] [--explain]

  --explain  traces the transactions of the cases above their deep figure and says where their gas goes`;

interface Row {
  readonly case: string;
  readonly ours: number;
  readonly reference: number;
  readonly referenceName: string;
  readonly ratio: number;
  /** Highest ratio that is good enough; null when the case is only reported. */
  readonly goal: number | null;
  /** The ratio to chase beyond that; null when there is none. */
  readonly deep: number | null;
  readonly higherIsBetter: false;
  readonly ok: boolean;
}

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    explain: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help) console.log(usage);
else process.exitCode = await bench(values.json, values.explain === true);

async function bench(file: string | undefined, explains: boolean): Promise<number> {
  const rows: Row[] = [];
  const parts: Record<string, GasBreakdown> = {};
  await measureGas(await productionHardhat(hre), async (name, gas, connection) => {
    const row = compare(name, gas);
    rows.push(row);
    if (explains && aboveDeep(row) > 0) parts[name] = await explainLast(connection);
  });
  console.table(rows.map(({ higherIsBetter, ...shown }) => ({ ...shown, aboveDeep: aboveDeep(shown) })));
  if (explains) {
    console.log("Whole transactions above their deep figure, all items of a batch together:");
    console.table(parts);
  }
  if (file) writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
  return rows.every(({ ok }) => ok) ? 0 : 1;
}

/** By how much gas, 0 when there is no such figure or it is met. */
function aboveDeep({ ours, reference, deep }: Pick<Row, "ours" | "reference" | "deep">): number {
  return deep === null ? 0 : Math.max(0, Math.ceil(ours - deep * reference));
}

function compare(name: string, used: bigint): Row {
  const peer = gasReferences[name];
  if (!peer) throw new Error(`No reference for the case "${name}"`);
  // Gas is a count, not money: it fits a number.
  const ours = Number(used);
  const ratio = Math.round((ours / peer.gas) * 1_000) / 1_000;
  return {
    case: name,
    ours,
    reference: peer.gas,
    referenceName: peer.system,
    ratio,
    goal: peer.goal,
    deep: peer.deep === null ? null : Math.round(peer.deep * 1_000) / 1_000,
    higherIsBetter: false,
    ok: peer.goal === null || ours <= peer.goal * peer.gas,
  };
}
