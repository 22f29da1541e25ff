import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** A program of ours in a process of its own. */
export interface Program {
  readonly pid: number;
  /** What it wrote last, for messages about failures. */
  output(): string;
  /** SIGKILL: nothing in it runs any more when this resolves. */
  kill(): Promise<void>;
  /** SIGTERM. Resolves with the exit code. */
  stop(): Promise<number | null>;
}

const LONGEST_START_MS = 60_000;
const OUTPUT_KEPT = 8_000;

/** Starts src/app/main.ts as an operator does. Resolves once it says that it listens. */
export async function runProgram(
  settings: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<Program> {
  const child = start(["src/app/main.ts", ...args], settings);
  const output = collect(child);
  const listens = new Promise<void>((resolve) =>
    child.stdout?.on("data", () => output().includes("listens on") && resolve()),
  );
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`the program ended with ${code}: ${output()}`);
  });
  const late = AbortSignal.timeout(LONGEST_START_MS);
  await Promise.race([listens, ended, once(late, "abort").then(() => Promise.reject(late.reason))]);
  ended.catch(() => undefined); // from here on its end is what tests bring about
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, "exit");
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  };
  return {
    pid: child.pid ?? 0,
    output,
    kill: async () => void (await end("SIGKILL")),
    stop: () => end("SIGTERM"),
  };
}

/** Runs a command of ours to its end and returns what it printed. @throws Error when it fails */
export async function runCommand(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<string> {
  const child = start(args, settings);
  const output = collect(child);
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${output()}`);
  return output();
}

/** Below what systems give to outgoing connections, any of which could take a port before the program listens at it. */
const [LOWEST_PORT, HIGHEST_PORT] = [10_000, 32_000];

/** A port that nobody listens at, from a range wide enough that two callers hardly ever get the same. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

function start(args: readonly string[], settings: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, ["--import", "tsx", ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const orphan = () => child.kill("SIGKILL");
  process.once("exit", orphan);
  child.once("exit", () => process.off("exit", orphan));
  return child;
}

function collect(child: ChildProcess): () => string {
  let text = "";
  const add = (chunk: Buffer) => {
    text = (text + chunk.toString("utf8")).slice(-OUTPUT_KEPT);
  };
  child.stdout?.on("data", add);
  child.stderr?.on("data", add);
  return () => text;
}
