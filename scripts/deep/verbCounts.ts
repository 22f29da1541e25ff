/** One invariant's campaign, as Hardhat's runner reports it. */
export interface Campaign {
  readonly suite: string;
  readonly invariant: string;
  readonly runs: bigint;
  readonly calls: bigint;
  /** By verb, such as `test/…/GateHandler.sol:GateHandler.flag`. */
  readonly metrics: Readonly<Record<string, VerbMetrics>>;
}

interface VerbMetrics {
  readonly calls: bigint;
  readonly reverts: bigint;
  readonly discards: bigint;
}

/** How often a verb did its work in a suite's campaigns: it was called, neither reverted nor found nothing to do. */
export interface VerbCount {
  readonly suite: string;
  readonly handler: string;
  readonly verb: string;
  readonly total: bigint;
  /** In the campaign with the fewest. */
  readonly least: bigint;
}

/** Counts every verb of every handler that a suite's campaigns aim at, also those that were never called.
 *  @param verbsOf the functions of a handler that the fuzzer may call, by the handler's full name */
export function verbCounts(
  campaigns: readonly Campaign[],
  verbsOf: (handler: string) => readonly string[],
): VerbCount[] {
  return [...new Set(campaigns.map(({ suite }) => suite))].flatMap((suite) => {
    const ofSuite = campaigns.filter((campaign) => campaign.suite === suite);
    const handlers = new Set(ofSuite.flatMap(({ metrics }) => Object.keys(metrics).map(handlerOf)));
    return [...handlers].sort().flatMap((handler) =>
      verbsOf(handler).map((verb) => {
        const counts = ofSuite.map(({ metrics }) => done(metrics[`${handler}.${verb}`]));
        const total = counts.reduce((sum, count) => sum + count, 0n);
        const least = counts.reduce((low, count) => (count < low ? count : low));
        return { suite, handler, verb, total, least };
      }),
    );
  });
}

const handlerOf = (metric: string): string => metric.slice(0, metric.lastIndexOf("."));

const done = (metrics: VerbMetrics | undefined): bigint =>
  metrics ? metrics.calls - metrics.reverts - metrics.discards : 0n;

/** Handlers that no campaign aims at. */
export function handlersWithout(counts: readonly VerbCount[], handlers: readonly string[]): string[] {
  const used = new Set(counts.map(({ handler }) => handler));
  return handlers.filter((handler) => !used.has(handler));
}
