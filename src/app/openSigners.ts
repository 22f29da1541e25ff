import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { RpcClient } from "../chain/rpc/rpcClient.ts";
import { openKeystore } from "../chain/signer/openKeystore.ts";
import { RemoteSigner } from "../chain/signer/remoteSigner.ts";
import type { Signer, TypedDataSigner } from "../chain/signer/signer.ts";
import type { LaneSigners } from "../chain/signer/transactionSender.ts";
import type { ChainSettings } from "../config/chainsFile.ts";
import { type Config, ConfigError } from "../config/config.ts";
import { LANES, type Lane } from "../modules/transactions/index.ts";

export type Signers = LaneSigners<Lane>;
/** Keys of a folder, which serve every chain. */
export type Keystores = Readonly<Record<Lane, readonly Signer[]>>;

const UNDERWRITER_FILE = "underwriter.json";

/** Signing may wait for a person or for hardware. */
const SIGNING_TIMEOUT_MS = 20_000;

/**
 * Opens LANE.json of each lane, and LANE-*.json of former keys.
 * @throws Error for a file that cannot be opened
 */
export async function openKeystores(config: Config): Promise<Keystores> {
  const { KEYSTORE_DIR: folder, KEYSTORE_PASSWORD: password } = config;
  if (folder === undefined) return { capture: [], payout: [], admin: [], sweep: [] };
  if (password === undefined) throw new ConfigError("KEYSTORE_PASSWORD is required with KEYSTORE_DIR");
  const files = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  const open = (names: readonly string[]) =>
    Promise.all(names.map((name) => openKeystore(join(folder, name), password)));
  const opened = await Promise.all(
    LANES.map(async (lane) => {
      const own = files.filter((name) => name === `${lane}.json`);
      const former = files.filter((name) => name.startsWith(`${lane}-`));
      return [lane, await open([...own, ...former])] as const;
    }),
  );
  return Object.fromEntries(opened) as unknown as Keystores; // one entry per lane
}

/**
 * The signers of one chain: those that its entry in the chains file names, and keystores for lanes that it does not.
 * @throws ConfigError naming every lane and operator without a key, but for sweeps, which anybody may send; and a key that two lanes share
 */
export function signersOf(chain: ChainSettings, keystores: Keystores): Signers {
  const entries = LANES.map((lane) => {
    const remote = chain.signers
      .filter((signer) => signer.lane === lane)
      .map(
        ({ address, url }) =>
          new RemoteSigner(address, new RpcClient({ url, timeoutMs: SIGNING_TIMEOUT_MS })),
      );
    const held: readonly Signer[] = [...remote, ...keystores[lane]];
    return [lane, lane === "capture" ? presentFirst(held, chain.operator) : held] as const;
  });
  refuseWrongKeys(chain, entries);
  return Object.fromEntries(entries) as unknown as Signers; // each lane but that of sweeps was checked to have one
}

function presentFirst(held: readonly Signer[], operator: string): readonly Signer[] {
  return [...held].sort((a, b) => Number(b.address === operator) - Number(a.address === operator));
}

function refuseWrongKeys(
  { id, operator, formerOperators }: ChainSettings,
  entries: readonly (readonly [Lane, readonly Signer[]])[],
): void {
  const complaints: string[] = [];
  for (const [lane, [present, ...former]] of entries) {
    const all = [present, ...former].map((signer) => signer?.address);
    if (!present) {
      if (lane === "sweep") continue; // anybody may sweep; without a key of ours somebody else has to
      complaints.push(`The ${lane} lane of ${id} has no key: ${remedy(lane)}`);
    } else if (lane === "capture" && present.address !== operator) {
      complaints.push(`${id} names the operator ${operator}, but the capture signer is ${present.address}`);
    }
    for (const missing of lane === "capture" ? formerOperators : []) {
      if (all.includes(missing)) continue;
      complaints.push(
        `${id} names the former operator ${missing}, whose key is missing: ${remedy("capture-*")}`,
      );
    }
  }
  const addresses = entries.flatMap(([, signers]) => [...new Set(signers.map(({ address }) => address))]);
  for (const address of new Set(addresses.filter((one, index) => addresses.indexOf(one) !== index))) {
    complaints.push(`${address} signs for two lanes of ${id}: each needs a key of its own`);
  }
  if (complaints.length > 0) throw new ConfigError(complaints.join("\n"));
}

function remedy(name: string): string {
  return `put ${name}.json into KEYSTORE_DIR, or name a signer in CHAINS_FILE.`;
}

/** underwriter.json of the keystores' folder; null where there is none. @throws Error for a file that cannot be opened */
export async function openUnderwriter(config: Config): Promise<TypedDataSigner | null> {
  const { KEYSTORE_DIR: folder, KEYSTORE_PASSWORD: password } = config;
  if (folder === undefined || password === undefined) return null;
  if (!(await readdir(folder)).includes(UNDERWRITER_FILE)) return null;
  return openKeystore(join(folder, UNDERWRITER_FILE), password);
}

/** Who signs terms of credit on a chain: the service that its entry names, else the keystore. */
export function underwriterOf(
  chain: ChainSettings,
  keystore: TypedDataSigner | null,
): TypedDataSigner | null {
  const { underwriter } = chain;
  if (!underwriter) return keystore;
  const { address, url } = underwriter;
  return new RemoteSigner(address, new RpcClient({ url, timeoutMs: SIGNING_TIMEOUT_MS }));
}

/**
 * Asks the services behind remote signers for their keys. One that does not answer is only told of: its lane waits, and
 * the others work.
 * @throws ConfigError when a service answers that it does not have the key
 */
export async function requireRemoteKeys(
  signers: Signers,
  onSilent: (signer: { lane: Lane; address: string; reason: string }) => void,
): Promise<void> {
  const remote = LANES.flatMap((lane) =>
    signers[lane].flatMap((signer) => (signer instanceof RemoteSigner ? [{ lane, signer }] : [])),
  );
  await Promise.all(
    remote.map(async ({ lane, signer }) => {
      const { address } = signer;
      const hasKey = await signer.hasKey().catch((error: Error) => {
        onSilent({ lane, address, reason: error.message });
        return true;
      });
      if (!hasKey) throw new ConfigError(`The ${lane} lane's signer service has no key of ${address}`);
    }),
  );
}
