import { parseArgs } from "node:util";
import { ConfigError, readConfig } from "../config/config.ts";
import { openDatabase } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { rescanChain } from "../indexer/sync/rescanChain.ts";
import { identifyChain, openChains } from "./chainParts.ts";
import { contextsOf } from "./contexts.ts";
import { handlersOf } from "./handlersOf.ts";
import { registerChain } from "./indexer.ts";
import { runCommand } from "./runCommand.ts";

/**
 * `npm run rescan -- --chain eip155:8453 --from 123456`: reads a chain again from a block and repairs what was missed.
 * Safe while indexers run, and without effect where nothing is wrong.
 */
await runCommand(async () => {
  const { chain: id, from } = readArguments();
  const config = readConfig();
  const { DATABASE_URL: url, CHAINS_FILE: file } = config;
  if (url === undefined || file === undefined)
    throw new ConfigError("DATABASE_URL and CHAINS_FILE are required by a rescan");
  const chains = await openChains(file, config, ["indexer"]);
  const parts = chains.find(({ facts }) => facts.id === id);
  if (!parts) throw new ConfigError(`${file} has no chain ${id}`);
  await parts.source.requireChain();
  const { contexts } = contextsOf(config, { chains, isSandbox: false });
  const database = await openDatabase({ url });
  try {
    await migrate(database);
    const chain = await identifyChain(parts);
    await registerChain(database, chain, parts); // which refuses another chain of the same number
    const context = { chain, source: parts.source, database, handlers: handlersOf(contexts) };
    const rescan = await rescanChain(context, from);
    process.stdout.write(
      `Read blocks ${rescan.from} to ${rescan.to} again: ${rescan.added} facts were missing and are there now, ${rescan.undone} were not on the chain and are taken back.\n`,
    );
  } finally {
    await database.close();
  }
});

function readArguments(): { chain: string; from: number } {
  const { values } = parseArgs({ options: { chain: { type: "string" }, from: { type: "string" } } });
  const { chain, from } = values;
  if (chain === undefined || from === undefined || !/^[0-9]{1,15}$/.test(from))
    throw new ConfigError("Usage: npm run rescan -- --chain eip155:NUMBER --from BLOCK");
  return { chain, from: Number(from) };
}
