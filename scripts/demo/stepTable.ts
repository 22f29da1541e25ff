const BAR = 24;
const NAME_WIDTH = 38;

/** Measures the steps, shows each as a row when it is done, and how far it is meanwhile on a terminal. */
export class StepTable {
  readonly #isTerminal = process.stderr.isTTY === true;
  #hasHeader = false;

  /** Runs one step; `done` says how much of `count` is, and the step's result may name another count at its end. */
  async run<Result>(
    name: string,
    count: number,
    work: (done: (howMany?: number) => void) => Promise<Result>,
  ): Promise<Result> {
    const startedAt = performance.now();
    let finished = 0;
    const done = (howMany?: number) => {
      finished = howMany ?? finished + 1;
      this.#drawBar(name, finished, count);
    };
    this.#drawBar(name, 0, count);
    try {
      const result = await work(done);
      this.#printRow(name, String(count), secondsSince(startedAt));
      return result;
    } finally {
      this.#clearBar();
    }
  }

  #printRow(name: string, count: string, seconds: string): void {
    this.#clearBar();
    if (!this.#hasHeader) console.log(`\n${row("step", "count", "seconds")}`);
    this.#hasHeader = true;
    console.log(row(name, count, seconds));
  }

  #drawBar(name: string, finished: number, count: number): void {
    if (!this.#isTerminal) return;
    const filled = count === 0 ? BAR : Math.floor((BAR * finished) / count);
    const bar = "#".repeat(filled).padEnd(BAR, ".");
    process.stderr.write(`\r\u001b[K  [${bar}] ${finished}/${count} ${name}`);
  }

  #clearBar(): void {
    if (this.#isTerminal) process.stderr.write("\r\u001b[K");
  }
}

function row(name: string, count: string, seconds: string): string {
  return `  ${name.padEnd(NAME_WIDTH)} ${count.padStart(5)} ${seconds.padStart(8)}`;
}

function secondsSince(startedAt: number): string {
  return ((performance.now() - startedAt) / 1000).toFixed(1);
}
