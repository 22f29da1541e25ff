import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { OrdersRefused, readOrders } from "../../../scripts/demo/readOrders.ts";

describe("demo: readOrders", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "tallystick-orders-"));
  });
  after(() => rm(folder, { recursive: true }));

  async function write(...lines: string[]): Promise<string> {
    const file = join(folder, "orders.csv");
    await writeFile(file, lines.join("\r\n"));
    return file;
  }

  async function faultsOf(...lines: string[]): Promise<string[]> {
    const refusal = await readOrders(await write(...lines)).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(OrdersRefused);
    return (refusal as OrdersRefused).message.split("\n").slice(1);
  }

  it("reads every column", async () => {
    const [order] = await readOrders(
      await write(
        "reference,description,amount,capture,captures,void,authorizationSeconds,refunds,pay",
        'A-1,"Beans, two bags",150.00,later,30;20.50,,3600,5;0.000001,preapproval',
      ),
    );
    expect(order).to.deep.equal({
      reference: "A-1",
      description: "Beans, two bags",
      amount: 150_000_000n,
      capture: "later",
      captures: [30_000_000n, 20_500_000n],
      isVoided: false,
      authorizationSeconds: 3_600,
      refunds: [5_000_000n, 1n],
      pay: "preapproval",
    });
  });

  it("needs no more than reference and amount, in any order", async () => {
    const orders = await readOrders(await write("amount,reference", "12.5,A-1", "", "3,A-2"));
    expect(
      orders.map(({ reference, amount, capture, pay }) => [reference, amount, capture, pay]),
    ).to.deep.equal([
      ["A-1", 12_500_000n, "now", "signature"],
      ["A-2", 3_000_000n, "now", "signature"],
    ]);
  });

  it("reads the example: 50 orders with all that can happen to one", async () => {
    const orders = await readOrders("examples/orders.csv");
    expect(orders).to.have.length(50);
    expect(orders.some(({ captures }) => captures.length > 1)).to.equal(true);
    expect(orders.some(({ isVoided, captures }) => isVoided && captures.length === 0)).to.equal(true);
    expect(orders.some(({ isVoided, captures }) => isVoided && captures.length > 0)).to.equal(true);
    expect(orders.some(({ authorizationSeconds }) => authorizationSeconds !== null)).to.equal(true);
    expect(orders.some(({ refunds }) => refunds.length > 0)).to.equal(true);
    expect(new Set(orders.map(({ pay }) => pay)).size).to.equal(2);
  });

  it("names every bad row with its line, and each only once", async () => {
    const faults = await faultsOf(
      "reference,amount,capture,captures,void,authorizationSeconds,refunds,pay",
      "A,1.5,,,,,,",
      "A,2,,,,,,",
      "",
      "B,x,sometimes,,,,,",
      "C,0,,,,,,",
      "D,1.1234567,,,,,,",
      "E,5,later,2;4,,,,",
      "F,5,later,2,,,,",
      "G,5,later,5,yes,,,",
      "H,5,later,,yes,60,,",
      "I,5,now,1,,,,",
      "J,5,,,,,6,",
      "K,5,later,,,59,,",
      "L,5,,,,,,cash",
      "M,5",
    );
    expect(faults.map((fault) => fault.trim().split(":")[0])).to.deep.equal(
      [3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16].map((line) => `line ${line}`),
    );
  });

  it("refuses a file without orders, with unknown columns, or that is not there", async () => {
    expect(await faultsOf("reference,amount")).to.have.length(1);
    expect(await faultsOf("reference,amount,colour", "A,1,red")).to.have.length(1);
    expect(await faultsOf("reference,amount", 'A,"1')).to.have.length(1);
    expect(await faultsOf("")).to.have.length(1);
    const missing = await readOrders(join(folder, "none.csv")).catch((error: unknown) => error);
    expect(missing).to.be.instanceOf(OrdersRefused);
  });
});
