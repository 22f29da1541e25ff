import { expect } from "chai";
import type { FactBody } from "../../src/kernel/facts/chainFact.ts";
import { argsToJson, bodyFromJson } from "../../src/kernel/facts/factArgs.ts";
import { type Bytes32, parseAddress } from "../../src/kernel/ids/chainIds.ts";

const ADDRESS = parseAddress(`0x${"1".repeat(40)}`);
const HASH = `0x${"22".repeat(32)}` as Bytes32;

/** As the database keeps it. */
function keptAndRead({ name, ...args }: FactBody): FactBody {
  return bodyFromJson(name, JSON.parse(JSON.stringify(argsToJson({ name, ...args } as FactBody))));
}

describe("a fact's arguments in the database", () => {
  it("come back as they were, also where two events give a name different meanings", () => {
    const swept = (held: boolean): FactBody => ({
      name: "DepositSwept",
      account: ADDRESS,
      ref: HASH,
      token: ADDRESS,
      depositAddress: ADDRESS,
      amount: 2n ** 119n,
      held,
    });
    const taken: FactBody = {
      name: "TotalsTaken",
      epoch: 7,
      token: ADDRESS,
      held: 2n ** 119n,
      balances: 0n,
    };
    for (const body of [swept(true), swept(false), taken]) expect(keptAndRead(body)).to.deep.equal(body);
  });
});
