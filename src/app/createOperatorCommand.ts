import { parseArgs } from "node:util";
import { readConfig } from "../config/config.ts";
import { openDatabase } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { SYSTEM, withTx } from "../db/withTx.ts";
import { systemClock } from "../kernel/time/clock.ts";
import { createOperator } from "../modules/merchants/index.ts";
import { runCommand } from "./runCommand.ts";

/** `npm run operator:create -- --label NAME --from 203.0.113.0/24`: makes the first credential, which can make all
 *  others. `--from` may stand several times; without it the credential works from anywhere. */
await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      label: { type: "string", default: "operator" },
      from: { type: "string", multiple: true, default: [] },
    },
  });
  const { DATABASE_URL: url } = readConfig();
  if (url === undefined)
    throw new Error("DATABASE_URL is not set: the sandbox makes and prints an operator by itself");
  const database = await openDatabase({ url });
  try {
    await migrate(database);
    const { apiKey, secret } = await withTx(database, SYSTEM, (tx) =>
      createOperator(tx, { label: values.label, allowedAddresses: values.from, now: systemClock.now() }),
    );
    process.stdout.write(
      `${apiKey.id}\n${secret}\nThe secret is shown this once; keep it where secrets are kept.\n`,
    );
  } finally {
    await database.close();
  }
});
