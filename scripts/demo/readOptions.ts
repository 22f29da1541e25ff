import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** Where a sandbox is, and the keys to act with. */
export interface SandboxPlace {
  readonly url: string;
  readonly rpcUrl: string;
  readonly operatorKey: string;
  readonly merchantKey: string;
}

export interface Options {
  readonly ordersFile: string;
  /** A running sandbox; null to start one. */
  readonly running: SandboxPlace | null;
  /** Where the started sandbox gets a database of its own; null for one in its memory. */
  readonly databaseUrl: string | null;
}

export const USAGE = `npm run demo -- [--orders FILE] [--url URL --operator-key KEY --merchant-key KEY [--rpc-url URL]]

  --orders FILE        orders to play; examples/orders.csv unless given
  --url URL            a running sandbox (or TALLYSTICK_URL); one is started unless given
  --operator-key KEY   its operator's key, from its welcome text
  --merchant-key KEY   the key of one of its shops
  --rpc-url URL        its chain; http://127.0.0.1:8545 unless given

  FILE is CSV with a header; every column but the first two may be missing, every cell below them empty:
    reference, amount      A-1001, 12.50
    description            what the payer reads
    capture                now (all of it, the default) or later (as captures say)
    captures               30.00;20.50
    void                   yes: what is not captured goes back to the payer
    authorizationSeconds   3600: what is not captured expires, and the payer takes it back
    refunds                5.00;1.00
    pay                    signature (the default) or preapproval

  DATABASE_URL         a PostgreSQL server for the started sandbox: it gets a database of its own, dropped at the end`;

/** What was asked for makes no sense; the message says why. */
export class OptionsRefused extends Error {}

const EXAMPLE = fileURLToPath(new URL("../../examples/orders.csv", import.meta.url));

/** The sandbox's own default. */
const RPC_URL = "http://127.0.0.1:8545";

/** Null when only the usage is asked for. @throws OptionsRefused */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options | null {
  const values = parsed(args);
  if (values.help) return null;
  const url = (values.url ?? env.TALLYSTICK_URL)?.replace(/\/+$/, "");
  const ordersFile = values.orders ? resolve(env.INIT_CWD ?? "", values.orders) : EXAMPLE; // npm itself goes to the root
  if (!url) return { ordersFile, running: null, databaseUrl: env.DATABASE_URL || null };
  const { "operator-key": operatorKey, "merchant-key": merchantKey } = values;
  if (!operatorKey || !merchantKey) {
    throw new OptionsRefused("a running sandbox needs --operator-key and --merchant-key, as it printed them");
  }
  const running = { url, rpcUrl: values["rpc-url"] ?? RPC_URL, operatorKey, merchantKey };
  return { ordersFile, running, databaseUrl: null };
}

function parsed(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        orders: text,
        url: text,
        "operator-key": text,
        "merchant-key": text,
        "rpc-url": text,
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new OptionsRefused((error as Error).message); // parseArgs throws Errors only
  }
}
