import { expect } from "chai";
import { type EventFragment, getAddress, type Interface, type ParamType } from "ethers";
import fc from "fast-check";
import { eventReader } from "../../src/chain/eventReader.ts";
import { IPaymentCollector__factory } from "../../src/chain/typechain/factories/contracts/interfaces/IPaymentCollector.sol/IPaymentCollector__factory.ts";
import { IPaymentEscrow__factory } from "../../src/chain/typechain/factories/contracts/interfaces/IPaymentEscrow__factory.ts";
import { ISettlement__factory } from "../../src/chain/typechain/factories/contracts/interfaces/ISettlement__factory.ts";
import type { Bytes32, Hex } from "../../src/kernel/ids/chainIds.ts";

const INTERFACES = { IPaymentCollector__factory, IPaymentEscrow__factory, ISettlement__factory };

describe("eventReader", () => {
  for (const [name, factory] of Object.entries(INTERFACES)) {
    const abi = factory.createInterface() as Interface;
    const eventOf = eventReader(abi);
    abi.forEachEvent((fragment) => {
      it(`${name.replace("__factory", "")} ${fragment.name}: reads what was encoded`, () => {
        fc.assert(
          fc.property(fc.tuple(...fragment.inputs.map(anyValueOf)), (values) => {
            const { topics, data } = abi.encodeEventLog(fragment, values.map(positional));
            const event = eventOf({ topics: topics as Bytes32[], data: data as Hex });
            expect(event?.name).to.equal(fragment.name);
            expect(event?.args).to.deep.equal(named(fragment, values));
          }),
          { numRuns: 50 },
        );
      });
    });
  }

  const abi = IPaymentEscrow__factory.createInterface() as Interface;
  const eventOf = eventReader(abi);

  it("knows nothing of other contracts' events", () => {
    expect(eventOf({ topics: [`0x${"ab".repeat(32)}` as Bytes32], data: "0x" as Hex })).to.equal(undefined);
    expect(eventOf({ topics: [], data: "0x" as Hex })).to.equal(undefined);
  });

  it("refuses a log that is shorter than its event", () => {
    const fragment = abi.getEvent("PaymentVoided");
    const topics = [fragment?.topicHash, `0x${"01".repeat(32)}`] as Bytes32[];
    const short = eventOf({ topics, data: `0x${"00".repeat(31)}` as Hex });
    expect(() => short?.args).to.throw(RangeError);
    const unnamed = eventOf({ topics: topics.slice(0, 1), data: `0x${"00".repeat(32)}` as Hex });
    expect(() => unnamed?.args).to.throw(RangeError);
  });
});

/** Structs are objects of their fields, as the reader returns them. */
function anyValueOf(param: ParamType): fc.Arbitrary<unknown> {
  const bits = Number(/\d+$/.exec(param.type)?.[0] ?? 256);
  if (param.baseType === "tuple") {
    return fc.record(
      Object.fromEntries((param.components ?? []).map((each) => [each.name, anyValueOf(each)])),
    );
  }
  if (param.type === "address") return hexOf(20).map((text) => getAddress(text));
  if (param.type === "bytes32") return hexOf(32);
  if (param.type === "bytes") return fc.integer({ min: 0, max: 70 }).chain(hexOf);
  if (param.type === "bool") return fc.boolean();
  if (param.type.startsWith("uint")) return fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n });
  if (param.type.startsWith("int"))
    return fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n });
  throw new Error(`no values of ${param.type}`);
}

function hexOf(length: number): fc.Arbitrary<string> {
  return fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`);
}

function positional(value: unknown): unknown {
  return value !== null && typeof value === "object" ? Object.values(value) : value;
}

function named(fragment: EventFragment, values: readonly unknown[]): object {
  return Object.fromEntries(fragment.inputs.map(({ name }, index) => [name, values[index]]));
}
