import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Wallet } from "ethers";
import { createServerDatabase } from "../../../test/e2e/support/serverDatabase.ts";
import { startBusyChain } from "../indexer/busyChain.ts";
import { addressOf, FINALITY_DEPTH, seedDatabase } from "../indexer/seedDatabase.ts";
import type { Reconciled } from "./reconcile.ts";

/** Real payments, authorized and captured on anvil, taken in by the indexer and then compared with the chain. */
export async function measureReconciliation(server: string, payments: number): Promise<Reconciled> {
  const account = new Wallet(Wallet.createRandom().privateKey);
  const chain = await startBusyChain({
    receiver: addressOf(account),
    payments,
    perBlock: 250,
    emptyBlocks: FINALITY_DEPTH + 1,
    keepsStates: true,
  });
  const database = await createServerDatabase(server);
  try {
    await seedDatabase(database.url, chain, account);
    const env = { DATABASE_URL: database.url, RPC_URL: chain.local.rpcUrl };
    await runApart("../indexer/backfill.ts", { ...env, WITH_POSTING: "1" });
    return JSON.parse(await runApart("reconcile.ts", env)) as Reconciled;
  } finally {
    await database.drop();
    await chain.close();
  }
}

/** Runs a program of these folders; what it prints is what it found. */
async function runApart(file: string, env: Record<string, string>): Promise<string> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", path], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
