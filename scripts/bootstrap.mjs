// Plain JavaScript that runs on Node 20.20: installs what the lock file names, brings Node 24,
// builds the contracts, then runs one of the commands below under Node 24.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = join(root, "node_modules", ".bin");
const stamp = join(root, "node_modules", ".tallystick-install");
const env = { ...process.env, PATH: bin + delimiter + process.env.PATH };

/** What the programs need. The tests' contracts, which take twice as long, are built where they are tested. */
const build = ["hardhat", "build", "--quiet", "--no-tests"];
const buildWithTests = ["hardhat", "build", "--quiet"];
const ts = (file, ...args) => ["node", "--import", "tsx", file, ...args];
const solidity = ["contracts/**/*.sol", "test/contracts/**/*.sol"];
/** Files are tested two at a time: each has databases, chains and ports of its own. */
const mocha = (...areas) => [
  "mocha",
  "--parallel",
  "--jobs",
  "2",
  ...areas.map((area) => `test/${area}/**/*.test.ts`),
];
/** What the database takes part in; the rest is the same on any. */
const onDatabase = ["db", "indexer", "modules", "graphql", "app", "client", "e2e", "docs", "sim", "model"];

/** Each command is a list of steps; arguments after the command's name go to its last step. */
const commands = {
  start: [build, ts("src/app/main.ts")],
  demo: [build, ts("scripts/demo/main.ts")],
  migrate: [ts("src/app/migrateCommand.ts")],
  build: [build],
  "operator:create": [ts("src/app/createOperatorCommand.ts")],
  rescan: [build, ts("src/app/rescanCommand.ts")],
  test: [buildWithTests, ["hardhat", "test"], mocha("kernel", "config", "chain", "deploy", ...onDatabase)],
  "test:postgres": [build, mocha(...onDatabase)],
  "test:model": [build, mocha("model")],
  "test:deep": [["hardhat", "--config", "hardhat.deep.config.ts", "test", "solidity"]],
  check: [
    ["biome", "check"],
    ["prettier", "--check", ...solidity],
    ["solhint", "--max-warnings", "0", "contracts/**/*.sol"],
    ["depcruise", "--config", ".dependency-cruiser.cjs", "src"],
    buildWithTests,
    ["tsc", "--noEmit", "-p", "."],
    ["knip"],
    ts("scripts/emitTables.ts", "--check"),
    ts("scripts/emitSchema.ts", "--check"),
    ts("scripts/emitClient.ts", "--check"),
    ts("scripts/checkSchemaChanges.ts"),
    ts("scripts/emitApiReference.ts", "--check"),
    ts("scripts/checkContractSnapshots.ts"),
  ],
  fix: [
    ["biome", "check", "--write"],
    ["prettier", "--write", "--log-level", "warn", ...solidity],
    buildWithTests,
    ts("scripts/emitTables.ts"),
    ts("scripts/emitSchema.ts"),
    ts("scripts/emitClient.ts"),
    ts("scripts/emitApiReference.ts"),
    ts("scripts/checkContractSnapshots.ts", "--update"),
  ],
  "verify-reserves": [build, ts("scripts/verifyReserves.ts")],
  "schema:accept": [ts("scripts/checkSchemaChanges.ts", "--accept")],
  "db:types": [ts("scripts/emitTables.ts")],
  "bench:api": [build, ts("scripts/bench/api.ts")],
  "bench:indexer": [build, ts("scripts/bench/indexer.ts")],
  "bench:ledger": [build, ts("scripts/bench/ledger.ts")],
  "bench:hostile": [build, ts("scripts/bench/hostile.ts")],
  "bench:gas": [ts("scripts/bench/gas.ts")],
  sim: [build, ts("scripts/sim/main.ts")],
};

const [name, ...rest] = process.argv.slice(2);
const steps = commands[name] ?? fail(`Unknown command ${name}; known: ${Object.keys(commands).join(", ")}`);
if (name === "test:postgres" && !process.env.DATABASE_URL) {
  fail("DATABASE_URL is not set: name a PostgreSQL server on which databases may be created and dropped.");
}
install();
for (const step of steps.slice(0, -1)) run(step);
runLast([...steps.at(-1), ...rest]);

function install() {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.log("Installing dependencies (about a minute, once)");
  run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  // npm leaves out optional packages that refuse the Node it runs on; asked again under Node 24, it adds them.
  run(["npm", "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]);
  writeFileSync(stamp, lock);
}

/** The compiler warns about libraries that are not ours: its words are shown only when it fails. */
function run(step) {
  const [command, ...args] = step;
  const isBuild = step === build || step === buildWithTests;
  const stdio = isBuild ? ["ignore", "pipe", "pipe"] : "inherit";
  const result = spawnSync(command, args, { cwd: root, env, stdio });
  if (result.error) fail(`${command} could not be started: ${result.error.message}`);
  if (result.status === 0) return;
  if (isBuild) process.stderr.write(Buffer.concat([result.stdout, result.stderr]));
  process.exit(result.status ?? 1);
}

/** The last step stays in the foreground and receives our signals, so that Ctrl-C ends a server cleanly. */
function runLast([command, ...args]) {
  const child = spawn(command, args, { cwd: root, env, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(`${command} could not be started: ${error.message}`));
  child.on("exit", (code) => process.exit(code ?? 1));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
