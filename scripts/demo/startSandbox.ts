import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { SandboxPlace } from "./readOptions.ts";

export interface StartedSandbox {
  readonly place: SandboxPlace;
  /** Rejects, with the last lines of its log, when the process ends before it is closed. */
  readonly died: Promise<never>;
  /** The last lines that it printed. */
  logTail(): string;
  close(): Promise<void>;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Settings of ours that would make it something else than a sandbox; empty counts as absent. */
const NOT_INHERITED = {
  CHAINS_FILE: "",
  SECRET_KEY: "",
  HOST: "",
  TEST_CLOCK: "",
  SIGN_IN_ORIGINS: "",
  WEBHOOK_ALLOW_PRIVATE: "",
};

const LOG_LINES = 40;
const PATIENCE_MS = 120_000;
/** After this long a process that was asked to end is killed. */
const FAREWELL_MS = 10_000;

/** Starts the product itself as a process of its own on free ports, and reads its keys from its welcome.
 *  @throws Error when it does not come up */
export async function startSandbox(databaseUrl: string | null): Promise<StartedSandbox> {
  const child = spawn(process.execPath, ["--import", "tsx", "src/app/main.ts", "--json"], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...NOT_INHERITED,
      DATABASE_URL: databaseUrl ?? "",
      PORT: "0",
      SANDBOX_RPC_PORT: "0",
      LOG_LEVEL: "warn",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const killAtExit = () => child.kill("SIGKILL");
  process.on("exit", killAtExit);
  const log: string[] = [];
  const logTail = () => log.join("\n");
  let isClosing = false;
  const died = once(child, "exit").then(([code, signal]) => {
    if (isClosing) return new Promise<never>(() => undefined);
    throw new Error(`the sandbox ended by itself (${code ?? signal})\n${logTail()}`);
  });
  died.catch(() => undefined); // whoever waits for it is told
  const close = async () => {
    isClosing = true;
    process.off("exit", killAtExit);
    await ended(child);
  };
  try {
    return { place: await Promise.race([placeOf(child, log), died, tooLate(logTail)]), died, logTail, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Reads all that it prints until it ends; resolves at its line for programs. */
function placeOf(child: ChildProcess, log: string[]): Promise<SandboxPlace> {
  return new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) throw new Error("both streams are pipes");
      createInterface({ input: stream }).on("line", (line) => {
        log.push(line);
        if (log.length > LOG_LINES) log.shift();
        if (!line.startsWith('{"url":')) return;
        log.length = 0; // the welcome is no news
        resolve(readPlace(line));
      });
    }
  });
}

function readPlace(line: string): SandboxPlace {
  const { url, rpcUrl, operatorKey, merchants } = JSON.parse(line) as Omit<SandboxPlace, "merchantKey"> & {
    merchants: readonly { secretKey: string }[];
  }; // src/app/sandbox/welcome.ts writes it
  const [shop] = merchants;
  if (!shop) throw new Error("the sandbox has no shop");
  return { url, rpcUrl, operatorKey, merchantKey: shop.secretKey };
}

function tooLate(logTail: () => string): Promise<never> {
  return new Promise((_resolve, reject) => {
    const complain = () =>
      reject(new Error(`the sandbox did not come up in ${PATIENCE_MS / 1000} s\n${logTail()}`));
    setTimeout(complain, PATIENCE_MS).unref();
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), FAREWELL_MS);
  await exit;
  clearTimeout(timer);
}
