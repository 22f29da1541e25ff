/** What a pass did: work remains when it was true, so it runs again at once. */
export type Pass = () => Promise<boolean>;

export interface LoopReport {
  readonly name: string;
  /** When the last pass ended well; null before the first. */
  readonly lastSuccess: Date | null;
  /** Message of the last pass when it failed; null when it ended well. */
  readonly failure: string | null;
}

export interface Loop {
  readonly report: () => LoopReport;
  /** A hint that there may be work. */
  wake(): void;
  /** Resolves once the pass under way has ended. */
  stop(): Promise<void>;
}

const LONGEST_PAUSE_MS = 10_000;

/**
 * Runs one pass after another: at once while there is work, else after `intervalMs` or a wake-up. A pass that throws
 * is reported and tried again with growing pauses; whatever it left undone is still in the database.
 */
export function startLoop(options: {
  readonly name: string;
  readonly intervalMs: number;
  readonly pass: Pass;
  readonly onFailure: (name: string, error: unknown) => void;
}): Loop {
  let stopped = false;
  let woken = false;
  let interrupt: (() => void) | undefined;
  let lastSuccess: Date | null = null;
  let failure: string | null = null;
  let failures = 0;

  async function run(): Promise<void> {
    while (!stopped) {
      woken = false;
      const more = await attempt();
      if (!more && !woken && !stopped) await pause();
    }
  }

  async function attempt(): Promise<boolean> {
    try {
      const more = await options.pass();
      lastSuccess = new Date();
      failure = null;
      failures = 0;
      return more;
    } catch (error) {
      failures += 1;
      failure = error instanceof Error ? error.message : String(error);
      if (!stopped) options.onFailure(options.name, error);
      return false;
    }
  }

  function pause(): Promise<void> {
    const ms =
      failures === 0 ? options.intervalMs : Math.min(options.intervalMs * 2 ** failures, LONGEST_PAUSE_MS);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  const running = run();
  return {
    report: () => ({ name: options.name, lastSuccess, failure }),
    wake() {
      woken = true;
      if (failures === 0) interrupt?.();
    },
    async stop() {
      stopped = true;
      interrupt?.();
      await running;
    },
  };
}
