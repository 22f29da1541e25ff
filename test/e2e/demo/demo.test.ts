import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";

/** Everything that can happen to an order, once. */
const ORDERS = `reference,amount,capture,captures,void,authorizationSeconds,refunds,pay
A,10.00,now,,,,,signature
B,20.00,now,,,,5.00,preapproval
C,30.00,later,10.00;15.00,yes,,,signature
D,40.00,later,,yes,,,signature
E,50.00,later,,,60,,signature
`;

describe("demo", function () {
  this.timeout(180_000);

  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "tallystick-demo-"));
  });
  after(() => rm(folder, { recursive: true }));

  async function play(orders: string): Promise<{ code: number | null; lastLine: string; complaint: string }> {
    const file = join(folder, "orders.csv");
    await writeFile(file, orders);
    const child = spawn(process.execPath, ["--import", "tsx", "scripts/demo/main.ts", "--orders", file]);
    const exit = once(child, "exit");
    const [output, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = (await exit) as [number | null];
    return { code, lastLine: output.trimEnd().split("\n").at(-1) ?? "", complaint };
  }

  it("plays every kind of order against a sandbox, and everything agrees", async () => {
    const { code, lastLine, complaint } = await play(ORDERS);
    expect(complaint).to.equal("");
    const { webhooks, ledger, seconds, ...amounts } = JSON.parse(lastLine);
    // The shop's fee is 1 %: 55 less 0.55 less 5 leaves 49.45; three quarters of it are paid out.
    expect(amounts).to.deep.equal({
      orders: 5,
      succeeded: 3,
      captured: "55",
      refunded: "5",
      voided: 1,
      reclaimed: 1,
      paidOut: "37.0875",
      reserves: { match: true },
    });
    expect(webhooks.verified).to.equal(webhooks.expected);
    expect(webhooks.duplicates).to.equal(0);
    // 5 holds, 4 captures twice, 2 voids, 1 reclaim, 1 refund twice, 2 payouts twice.
    expect(ledger).to.deep.equal({ balanced: true, entries: 22 });
    expect(seconds).to.be.greaterThan(0);
    expect(code).to.equal(0);
  });

  it("says which rows are bad, and starts nothing", async () => {
    const { code, lastLine, complaint } = await play("reference,amount\nA,0\nB,1\nC,x\n");
    expect(code).to.equal(1);
    expect(lastLine).to.equal("");
    expect(complaint).to.contain("line 2:").and.to.contain("line 4:").and.not.to.contain("line 3:");
  });
});
