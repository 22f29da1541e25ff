import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Address, assetIdOf } from "../../../src/kernel/ids/chainIds.ts";
import { newId } from "../../../src/kernel/ids/ids.ts";
import type { ApiClient } from "../../../test/e2e/support/apiClient.ts";
import { MerchantClient } from "../../../test/e2e/support/merchantClient.ts";
import { writeSettings } from "../../../test/e2e/support/programSettings.ts";
import { freePort, type Program, runCommand, runProgram } from "../../../test/e2e/support/runProgram.ts";
import { createServerDatabase, type ServerDatabase } from "../../../test/e2e/support/serverDatabase.ts";
import { until } from "../../../test/e2e/support/until.ts";
import { startTestChain, type TestChain, transferCall } from "../../../test/fixtures/testChain.ts";

const FINALITY_DEPTH = 3;
const BLOCK_INTERVAL_MS = 100;
/** So many that none runs out of points: each key has limits of its own. */
const KEYS = 100;
const CAPTURED = 60;
/** So many that a run captures each a few times, as a merchant does, and not hundreds of times. */
const HELD = 20_000;

/** A merchant with payments that were really made, and the program's API beside the raw routes, each in a process. */
export interface ApiWorld {
  readonly api: { readonly url: string; readonly pid: number };
  readonly raw: { readonly url: string; readonly pid: number };
  readonly assetId: string;
  readonly merchantId: string;
  readonly keys: readonly string[];
  /** Captured payments, and ones that wait for their capture. */
  readonly captured: readonly string[];
  readonly held: readonly string[];
  readonly databaseUrl: string;
  query<Row extends object>(text: string): Promise<Row[]>;
  /** Tells PostgreSQL what the tables hold now, as its autovacuum does within a minute. */
  analyze(): Promise<void>;
  /** Starts one more API process on the same database. */
  startApi(): Promise<{ readonly url: string; readonly pid: number }>;
  close(): Promise<void>;
}

/** @param profiles a folder for the API's CPU profiles, which Chromium's tools read; null for none */
export async function openApiWorld(server: string, profiles: string | null): Promise<ApiWorld> {
  const opened: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const shut of opened.splice(0).reverse()) await shut();
  };
  try {
    return { ...(await open({ server, profiles }, (shut) => opened.push(shut))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  { server, profiles }: { server: string; profiles: string | null },
  onClose: (shut: () => Promise<unknown>) => void,
): Promise<Omit<ApiWorld, "close">> {
  const chain = await startTestChain();
  onClose(() => chain.close());
  const database = await createServerDatabase(server);
  onClose(() => database.drop());
  const { env, remove } = await writeSettings(chain, {
    rpcUrl: chain.local.rpcUrl,
    databaseUrl: database.url,
    port: 0,
    finalityDepth: FINALITY_DEPTH,
  });
  onClose(remove);
  const profiling = profiles === null ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` };
  const startApi = async () => {
    const port = await freePort();
    const program = await runProgram({ ...env, ...profiling, PORT: String(port) }, ["--role", "api"]);
    onClose(() => program.stop());
    return { url: `http://127.0.0.1:${port}`, pid: program.pid };
  };
  const seeded = await seed(chain, database, env);
  const api = await startApi();
  const raw = await startRaw(database.url, onClose);
  const analyze = async () => void (await database.query("ANALYZE"));
  const assetId = assetIdOf(chain.chainId, chain.dollar);
  const { url: databaseUrl, query } = database;
  return { ...seeded, assetId, api, raw, databaseUrl, query, analyze, startApi };
}

/** Real payments through the whole program, which ends afterwards: what is measured runs alone. */
async function seed(chain: TestChain, database: ServerDatabase, env: Readonly<Record<string, string>>) {
  // Older than all that follows, so that a page of the newest shows captured payments.
  const held = Array.from({ length: HELD }, () => newId("Payment"));
  const [account, payer] = chain.wallets;
  if (!account || !payer) throw new Error("there are wallets enough");
  await fund(chain, payer.address);
  await chain.local.startMining(BLOCK_INTERVAL_MS);
  const created = await runCommand(["src/app/createOperatorCommand.ts", "--label", "bench"], env);
  const operatorKey = created.split("\n")[1] ?? "";
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program: Program = await runProgram({ ...env, PORT: String(port) });
  const { chainId } = chain;
  const assetId = assetIdOf(chainId, chain.dollar);
  const merchant = await MerchantClient.open({
    ...{ url, operatorKey, name: "Bench", feeBps: 100, account, chainId, assetId },
  });
  const pay = async (count: number, captureMethod: "AUTOMATIC" | "MANUAL") => {
    const ids = [];
    for (let index = 0; index < count; index++) {
      const reference = `${captureMethod} ${index}`;
      const payment = await merchant.askFor({ amount: "10", reference, captureMethod });
      await merchant.payBySignature(payment.clientSecret, payer);
      ids.push(payment.id);
    }
    return ids;
  };
  const [example = ""] = await pay(1, "MANUAL");
  const captured = await pay(CAPTURED, "AUTOMATIC");
  await all(merchant, [example], "REQUIRES_CAPTURE");
  await all(merchant, captured, "SUCCEEDED");
  const keys = await issueKeys(merchant.api, merchant.id);
  await program.stop();
  await holdLike(database, example, held);
  return { merchantId: merchant.id, keys, held, captured };
}

/** Payments like one that is held, each with the fact of its hold. */
async function holdLike(database: ServerDatabase, example: string, ids: readonly string[]): Promise<void> {
  const hashes = ids.map(() => `0x${randomBytes(32).toString("hex")}`);
  await database.query(
    `INSERT INTO payments SELECT (jsonb_populate_record(p,
        jsonb_build_object('id', n.id, 'payment_hash', n.hash, 'merchant_reference', null))).*
      FROM payments p, unnest($2::text[], $3::text[]) AS n (id, hash) WHERE p.id = $1`,
    [example, ids, hashes],
  );
  await database.query(
    `INSERT INTO chain_facts (chain_id, block_number, block_hash, block_timestamp, log_index, tx_hash, contract, name,
        subject, args, state)
      SELECT f.chain_id, f.block_number, n.hash, f.block_timestamp, f.log_index, f.tx_hash, f.contract, f.name, n.hash,
        f.args, f.state
      FROM payments p JOIN chain_facts f ON f.subject = p.payment_hash AND f.chain_id = p.chain_id,
        unnest($2::text[]) AS n (hash) WHERE p.id = $1`,
    [example, hashes],
  );
}

async function all(merchant: MerchantClient, ids: readonly string[], status: string): Promise<void> {
  for (const id of ids) {
    await until(`${id} is ${status}`, async () => {
      const { payment } = await merchant.api.ask<{ payment: { status: string } }>(
        "query($id: ID!) { payment(id: $id) { status } }",
        { id },
      );
      return payment.status === status;
    });
  }
}

async function issueKeys(api: ApiClient, merchantId: string): Promise<string[]> {
  const keys = [];
  for (let index = 0; index < KEYS; index++) {
    const scopes = ["PAYMENTS_READ", "PAYMENTS_WRITE", "PAYOUTS_READ", "PAYOUTS_WRITE", "EVENTS_READ"];
    const order = { merchantId, livemode: false, label: `bench ${index}`, scopes };
    keys.push((await api.command<{ secret: string }>("apiKeyCreate", order, "secret")).secret);
  }
  return keys;
}

async function fund(chain: TestChain, payer: Address): Promise<void> {
  const call = transferCall(chain, payer, 10n ** 10n);
  const raw = await chain.signers.capture.signTransaction({
    chainNumber: 31_337n,
    nonce: Number(
      await chain.rpc.request("eth_getTransactionCount", [chain.signers.capture.address, "latest"]),
    ),
    to: call.to,
    data: call.data,
    gasLimit: 100_000n,
    maxFeePerGas: 10n ** 11n,
    maxPriorityFeePerGas: 10n ** 9n,
  });
  await chain.rpc.request("eth_sendRawTransaction", [raw]);
  await chain.mine();
}

async function startRaw(databaseUrl: string, onClose: (shut: () => Promise<unknown>) => void) {
  const file = fileURLToPath(new URL("rawServer.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", file], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onClose(async () => child.kill());
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const url = line.toString("utf8").match(/http:\S+/)?.[0];
  if (!url || child.pid === undefined) throw new Error("the raw server did not start");
  return { url, pid: child.pid };
}
