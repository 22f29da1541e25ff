import { ConfigError } from "../config/config.ts";
import { explainFailure } from "./explainFailure.ts";

/** Runs a program; what goes wrong becomes one clear line and exit code 1. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : explainFailure(error)}\n`);
    process.exit(1);
  }
}
