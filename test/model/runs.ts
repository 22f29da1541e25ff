/** How often a property is tried, and where to begin: MODEL_RUNS, and what a failure printed as seed, path and replay. */
export function runsOf(runs: number): {
  readonly parameters: { readonly numRuns: number; readonly seed?: number; readonly path?: string };
  readonly replayPath?: string;
} {
  const { MODEL_RUNS, MODEL_SEED, MODEL_PATH, MODEL_REPLAY } = process.env;
  const parameters = {
    numRuns: MODEL_RUNS ? Number(MODEL_RUNS) : runs,
    ...(MODEL_SEED && { seed: Number(MODEL_SEED) }),
    ...(MODEL_PATH && { path: MODEL_PATH }),
  };
  return { parameters, ...(MODEL_REPLAY && { replayPath: MODEL_REPLAY }) };
}
