import { parseArgs } from "node:util";
import { ConfigError } from "./config.ts";

/** What a process may do: answer requests, move waiting rows on and sign, follow the chains. */
export const ROLES = ["api", "worker", "indexer"] as const;
export type Role = (typeof ROLES)[number];

/** Reads `--role api|worker|indexer`; all of them without it. @throws ConfigError for another word */
export function readRoles(args: readonly string[]): readonly Role[] {
  const { role } = parseArgs({
    args: [...args],
    options: { role: { type: "string" }, json: { type: "boolean" } },
  }).values;
  if (role === undefined) return ROLES;
  const known = ROLES.find((name) => name === role);
  if (!known) throw new ConfigError(`--role ${role} is not one of ${ROLES.join(", ")}`);
  return [known];
}
