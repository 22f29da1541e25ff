import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { measureGas } from "../../test/contracts/gas/measureGas.js";
import { productionHardhat } from "../productionHardhat.js";
import { gasReferences } from "./gasReferences.js";

const usage = `Measures the gas of the contracts' verbs, with the settings of real networks, beside other systems.

Usage: node --import tsx scripts/bench/gas.ts [--json FILE]`;

interface Row {
  readonly case: string;
  readonly ours: number;
  readonly reference: number;
  readonly referenceName: string;
  readonly ratio: number;
  /** Highest ratio that is good enough; null when the case is only reported. */
  readonly goal: number | null;
  readonly higherIsBetter: false;
  readonly ok: boolean;
}

const { values } = parseArgs({
  options: { json: { type: "string" }, help: { type: "boolean", short: "h" } },
});
if (values.help) {
  console.log(usage);
} else {
  const rows = compare(await measureGas(await productionHardhat()));
  console.table(rows.map(({ higherIsBetter, ...shown }) => shown));
  if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;
}

function compare(gas: Readonly<Record<string, bigint>>): Row[] {
  return Object.entries(gas).map(([name, used]) => {
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
      higherIsBetter: false,
      ok: peer.goal === null || ratio <= peer.goal,
    };
  });
}
