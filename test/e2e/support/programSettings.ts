import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encryptKeystoreJson } from "ethers";
import {
  type DevelopmentAccount,
  developmentAccounts,
} from "../../../src/chain/signer/developmentAccounts.ts";
import { eip155Reference } from "../../../src/kernel/ids/chainIds.ts";
import { LANES } from "../../../src/modules/transactions/index.ts";
import type { TestChain } from "../../fixtures/testChain.ts";

/** What an operator prepares for a chain: a deployment file, a keystore for each lane, and the settings. */
export interface ProgramSettings {
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export async function writeSettings(
  chain: TestChain,
  given: { rpcUrl: string; databaseUrl: string; port: number; finalityDepth: number },
): Promise<ProgramSettings> {
  const folder = await mkdtemp(join(tmpdir(), "tallystick-e2e-"));
  const password = randomBytes(12).toString("hex");
  await writeDeployment(chain, join(folder, "deployment.json"));
  const { operator, feeReceiver } = chain.contracts;
  const entry = {
    id: chain.chainId,
    name: "Local",
    live: false,
    rpcUrls: [given.rpcUrl],
    deployment: "deployment.json",
    operator,
    feeReceiver,
    finalityDepth: given.finalityDepth,
    tokens: [],
  };
  await writeFile(join(folder, "chains.json"), JSON.stringify({ chains: [entry] }));
  await writeKeystores(chain, folder, password);
  return {
    env: {
      PORT: String(given.port),
      LOG_LEVEL: "warn",
      DATABASE_URL: given.databaseUrl,
      SECRET_KEY: randomBytes(32).toString("hex"),
      CHAINS_FILE: join(folder, "chains.json"),
      KEYSTORE_DIR: folder,
      KEYSTORE_PASSWORD: password,
      WEBHOOK_ALLOW_PRIVATE: "true",
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

async function writeDeployment(chain: TestChain, file: string): Promise<void> {
  const { escrow, paymentCollector, refundCollector, settlement, permit2, depositFactory } = chain.contracts;
  const addresses = {
    escrow,
    paymentCollector,
    refundCollector,
    settlement,
    permit2,
    depositFactory,
    testDollar: chain.dollar,
  };
  const chainId = eip155Reference(chain.chainId).toString();
  await writeFile(file, JSON.stringify({ chainId, startBlock: chain.startBlock, addresses }));
}

/** Cheap to open: the keys are everybody's. */
async function writeKeystores(chain: TestChain, folder: string, password: string): Promise<void> {
  const accounts = developmentAccounts(11);
  for (const lane of LANES) {
    const account = accounts.find(({ address }) => address === chain.signers[lane].address);
    if (!account) throw new Error(`the ${lane} signer is a development account`);
    await writeKeystore({ folder, name: lane, password }, account);
  }
}

/** An encrypted key, cheap to open. */
export async function writeKeystore(
  at: { folder: string; name: string; password: string },
  account: DevelopmentAccount,
): Promise<void> {
  const json = await encryptKeystoreJson(account, at.password, { scrypt: { N: 1024, r: 8, p: 1 } });
  await writeFile(join(at.folder, `${at.name}.json`), json);
}
