import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { TaskArguments } from "hardhat/types/tasks";
import { errorResult, isResult } from "hardhat/utils/result";
import { type Campaign, handlersWithout, type VerbCount, verbCounts } from "./verbCounts.js";

/** What Hardhat's Solidity runner hands over; of its results only invariants have metrics. */
interface SuiteResult {
  readonly id: { readonly name: string };
  readonly testResults: readonly { readonly name: string; readonly kind: object }[];
}

type RunSuper = (taskArguments: TaskArguments) => Promise<unknown>;

/** Around `hardhat test solidity`: prints for every invariant its runs and calls, and for every handler how often each
 *  verb did its work. Fails when one never did, because the invariants then prove nothing about it. */
export async function countVerbs(args: TaskArguments, hre: HardhatRuntimeEnvironment, runSuper: RunSuper) {
  const result = await runSuper(args);
  if (!isResult(result)) throw new Error("Hardhat's Solidity tests gave no result");
  const campaigns = campaignsOf((result.success ? result.value : result.error) as SuiteRun);
  if (campaigns.length === 0) return result;
  const handlers = await findHandlers(hre);
  const counts = verbCounts(campaigns, (handler) => handlers.get(handler) ?? []);
  print(campaigns, counts);

  const unused = isWholeRun(args) ? handlersWithout(counts, [...handlers.keys()]) : [];
  const idle = counts.filter(({ least }) => least === 0n);
  for (const handler of unused) console.error(`No invariant aims at ${handler}`);
  for (const { suite, handler, verb } of idle) {
    console.error(`${suite} has an invariant for which ${nameOf(handler)}.${verb} never did its work`);
  }
  return unused.length + idle.length === 0
    ? result
    : errorResult(result.success ? result.value : result.error);
}

interface SuiteRun {
  readonly suiteResults: readonly SuiteResult[];
}

const isWholeRun = ({ testFiles, grep }: TaskArguments): boolean =>
  Array.isArray(testFiles) && testFiles.length === 0 && !grep;

function campaignsOf({ suiteResults }: SuiteRun): Campaign[] {
  return suiteResults.flatMap(({ id, testResults }) =>
    testResults.flatMap(({ name, kind }) =>
      "metrics" in kind
        ? // The runner's own type of an invariant's result has these fields.
          [{ suite: id.name, invariant: name, ...(kind as Omit<Campaign, "suite" | "invariant">) }]
        : [],
    ),
  );
}

/** Every concrete handler, as metrics name it, with the functions that the fuzzer may call. */
async function findHandlers(hre: HardhatRuntimeEnvironment): Promise<Map<string, string[]>> {
  const directory = await hre.solidity.getArtifactsDirectory("tests");
  const handlers = new Map<string, string[]>();
  for (const path of await hre.solidity.getRootFilePaths({ scope: "tests" })) {
    const name = basename(path, ".sol");
    if (!name.endsWith("Handler")) continue;
    const source = path.slice(hre.config.paths.root.length + 1);
    const file = join(directory, source, `${name}.json`);
    if (!existsSync(file)) continue; // a run of some suites builds only what they need
    const artifact: Artifact = JSON.parse(readFileSync(file, "utf8"));
    if (artifact.bytecode === "0x") continue;
    const verbs = artifact.abi.filter(isVerb).map((verb) => String(verb.name));
    handlers.set(`${artifact.inputSourceName}:${name}`, verbs);
  }
  return handlers;
}

interface Artifact {
  readonly inputSourceName: string;
  readonly bytecode: string;
  readonly abi: readonly { type: string; name?: string; stateMutability?: string }[];
}

const isVerb = ({ type, stateMutability }: Artifact["abi"][number]): boolean =>
  type === "function" && stateMutability !== "view" && stateMutability !== "pure";

function print(campaigns: readonly Campaign[], counts: readonly VerbCount[]): void {
  for (const suite of new Set(campaigns.map((campaign) => campaign.suite))) {
    console.log(`${suite}\n`);
    console.table(
      campaigns
        .filter((campaign) => campaign.suite === suite)
        .map(({ invariant, runs, calls }) => ({ invariant, runs: Number(runs), calls: Number(calls) })),
    );
    console.table(
      counts
        .filter((count) => count.suite === suite)
        .map(({ handler, verb, total, least }) => ({
          verb: `${nameOf(handler)}.${verb}`,
          "did its work": Number(total),
          "least per invariant": Number(least),
        })),
    );
  }
}

const nameOf = (handler: string): string => handler.slice(handler.lastIndexOf(":") + 1);
