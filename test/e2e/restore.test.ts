import { expect } from "chai";
import { openDatabase } from "../../src/db/database.ts";
import { SYSTEM, withTx } from "../../src/db/withTx.ts";
import { checkLedger } from "../../src/modules/ledger/index.ts";
import { type Backup, dumpDatabase, hasPgDump } from "./support/backup.ts";
import { readChainEvents, readReserves } from "./support/chainTruth.ts";
import { type KillWorld, openKillWorld, payersOf } from "./support/killWorld.ts";
import type { MerchantClient } from "./support/merchantClient.ts";
import { freePort, type Program, runProgram } from "./support/runProgram.ts";
import { createServerDatabase, type ServerDatabase } from "./support/serverDatabase.ts";
import { until } from "./support/until.ts";

const server = process.env.DATABASE_URL ?? "";
const hasTools = hasPgDump();
const why =
  server === ""
    ? " (DATABASE_URL is not set, and PGlite has no backup)"
    : hasTools
      ? ""
      : " (pg_dump and pg_restore are not installed)";
const ROLES = ["api", "worker", "indexer"].map((role) => ["--role", role]);
const WORKER = 1;

(server === "" || !hasTools ? describe.skip : describe)(
  `A database restored from a backup${why}`,
  function () {
    this.timeout(300_000);
    let world: KillWorld;
    let backup: Backup;
    let restored: ServerDatabase;
    let program: Program;
    let shop: MerchantClient;
    let shopRestored: MerchantClient;
    let onChain: Awaited<ReturnType<typeof readChainEvents>>;

    before(async () => {
      world = await openKillWorld(server, ROLES);
      const [first] = world.merchants;
      if (!first) throw new Error("there are merchants");
      shop = first.client;
      await world.trade({ paymentsEach: 2, payoutsEach: 0 });
      await world.settled();
    });
    after(async () => {
      await program?.kill();
      await backup?.remove();
      await world?.close();
      await restored?.drop();
    });

    it("is taken while work waits, and the original goes on", async () => {
      const held = await hold("held");
      await world.kill(WORKER); // from here on work waits
      await shop.capture(held, "4");
      await shop.payOut("1.1", "in the backup, its batch is not");
      await pay("signed before the backup", "AUTOMATIC");
      backup = await dumpDatabase(world.database.url);
      await shop.payOut("1.2", "after the backup, in the same batch");
      await world.restart(WORKER);
      await until("the original has done everything", async () => {
        const [payments, payouts] = [await shop.payments(), await shop.payouts()];
        const late = payments.find(
          ({ merchantReference }) => merchantReference === "signed before the backup",
        );
        const partly = payments.find(({ id }) => id === held);
        return (
          payouts.length === 2 &&
          payouts.every(({ status }) => status === "PAID") &&
          late?.status === "SUCCEEDED" &&
          partly?.amountCaptured === 4_000_000n
        );
      });
      for (const index of ROLES.keys()) await world.kill(index);
      onChain = await readChainEvents(world.chain);
      const paid = onChain.filter(({ name }) => name === "PayoutSent");
      expect(new Set(paid.map(({ txHash }) => txHash)).size).to.equal(1); // one batch, of which the backup knows half
      expect(paid.map(({ args }) => args.amount)).to.have.members([1_100_000n, 1_200_000n]);
    });

    it("catches up from the chain, and sends nothing that was sent before", async () => {
      restored = await createServerDatabase(server);
      await backup.restore(restored.url);
      const port = String(await freePort());
      program = await runProgram({ ...world.env, DATABASE_URL: restored.url, PORT: port });
      shopRestored = shop.at(`http://127.0.0.1:${port}`);
      await until("the restored program knows the end of everything", async () => {
        const [payments, payouts] = [await shopRestored.payments(), await shopRestored.payouts()];
        const statuses = payments.map(({ status }) => status);
        return (
          payouts.every(({ status }) => status === "PAID") &&
          statuses.filter((status) => status === "SUCCEEDED").length === 3 &&
          payments.some(({ amountCaptured }) => amountCaptured === 4_000_000n)
        );
      });
      await until("no lane is out of step, and nothing waits", async () => {
        const [open] = await restored.query<{ lanes: number; rows: number }>(
          `SELECT (SELECT count(*)::int FROM signer_lanes WHERE out_of_step_since IS NOT NULL) AS lanes,
           (SELECT count(*)::int FROM chain_transactions WHERE status IN ('PLANNED', 'SIGNED', 'BROADCAST', 'MINED')) AS rows`,
        );
        return open?.lanes === 0 && open.rows === 0;
      });
      const after = await readChainEvents(world.chain);
      expect(after).to.deep.equal(onChain);
    });

    it("shows what the original showed", async () => {
      const stateOf = ({ id, status, amountCaptured, amountRefunded, fee }: (typeof payments)[number]) => ({
        id,
        status,
        amountCaptured,
        amountRefunded,
        fee,
      });
      const payments = await shopRestored.payments();
      const original = await originalPayments();
      expect(payments.map(stateOf)).to.deep.equal(original.map(stateOf));
      const payouts = await shopRestored.payouts();
      expect(payouts.map(({ status, amount }) => ({ status, amount }))).to.deep.equal([
        { status: "PAID", amount: 1_100_000n },
      ]);
      const reserves = await readReserves(world.chain, [shop.account.address]);
      const { escrowed, pending, available, reserved } = await shopRestored.balance();
      expect([available, pending, reserved]).to.deep.equal([reserves.accounts[0], 0n, 0n]);
      expect(escrowed).to.equal(6_000_000n);
      const database = await openDatabase({ url: restored.url, poolSize: 1 });
      const check = await withTx(database, SYSTEM, checkLedger).finally(() => database.close());
      expect(check.unbalanced).to.deep.equal([]);
      expect(check.drifted).to.deep.equal([]);
    });

    it("goes on with new work", async () => {
      await shopRestored.payOut("1.3", "after the restore");
      await until("it is paid", async () =>
        (await shopRestored.payouts()).every(({ status }) => status === "PAID"),
      );
      const sent = (await readChainEvents(world.chain)).filter(({ name }) => name === "PayoutSent");
      expect(sent.map(({ args }) => args.amount)).to.have.members([1_100_000n, 1_200_000n, 1_300_000n]);
    });

    async function pay(reference: string, captureMethod: "AUTOMATIC" | "MANUAL"): Promise<string> {
      const payment = await shop.askFor({ amount: "10", reference, captureMethod });
      const [payer] = payersOf(world.chain);
      if (!payer) throw new Error("there are payers");
      await shop.payBySignature(payment.clientSecret, payer);
      return payment.id;
    }

    async function hold(reference: string): Promise<string> {
      const id = await pay(reference, "MANUAL");
      await until("the money is held", async () =>
        (await shop.payments()).some((payment) => payment.id === id && payment.status === "REQUIRES_CAPTURE"),
      );
      return id;
    }

    /** As the original's database still has them; its processes are dead. */
    async function originalPayments() {
      const port = String(await freePort());
      const original = await runProgram({ ...world.env, PORT: port }, ["--role", "api"]);
      try {
        return await shop.at(`http://127.0.0.1:${port}`).payments();
      } finally {
        await original.kill();
      }
    }
  },
);
