import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether PostgreSQL's client programs are here: without them a backup cannot be tried. */
export function hasPgDump(): boolean {
  return ["pg_dump", "pg_restore"].every((name) => spawnSync(name, ["--version"]).status === 0);
}

/** A dump of a database as docs/operations/backup.md makes it. */
export interface Backup {
  /** Into a database that is empty. */
  restore(url: string): Promise<void>;
  remove(): Promise<void>;
}

export async function dumpDatabase(url: string): Promise<Backup> {
  const folder = await mkdtemp(join(tmpdir(), "tallystick-backup-"));
  const file = join(folder, "tallystick.dump");
  await run("pg_dump", ["--format=custom", `--file=${file}`, url]);
  return {
    restore: async (target) =>
      void (await run("pg_restore", ["--exit-on-error", "--no-owner", `--dbname=${target}`, file])),
    remove: () => rm(folder, { recursive: true }),
  };
}
