import { expect } from "chai";
import { parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { playJourney } from "./journey.ts";
import { chainKinds, type JourneyChain, openJourneyChain } from "./journeyChain.ts";
import { type Payer, type SignatureKind, signatureKinds } from "./payers.ts";

/** What each payment leaves: 39.40 paid out, 0.60 of fee. */
const PAID_OUT = 39_400_000n;
const FEE = 600_000n;

describe(`a payment's journey by every signature on every kind of chain (${databaseKind})`, function () {
  this.timeout(300_000);
  const table: string[] = ["| signature | chain | result |", "|---|---|---|"];
  after(() => console.log(`\n${table.join("\n")}\n`));

  for (const chainKind of chainKinds) {
    describe(chainKind.name, () => {
      let world: JourneyChain;
      const travellers: { kind: SignatureKind; payer: Payer }[] = [];
      before(async () => {
        world = await openJourneyChain(chainKind);
        for (const kind of signatureKinds) travellers.push({ kind, payer: await kind.open(world) });
        await world.startBlocks();
      });
      after(() => world?.close());

      it("holds, captures a part, gives back, refunds and pays out, to the unit", async () => {
        const { merchant, contracts } = world;
        const results = await Promise.all(
          travellers.map((traveller) =>
            playJourney(world, traveller).then(
              () => "passes",
              (error: Error) => error.message,
            ),
          ),
        );
        const rows = travellers.map(
          ({ kind }, index) => [kind.name, chainKind.name, results[index]] as const,
        );
        table.push(...rows.map((row) => `| ${row.join(" | ")} |`));
        expect(rows.filter(([, , result]) => result !== "passes")).to.deep.equal([]);
        const journeys = BigInt(signatureKinds.length);
        expect(await world.dollarsOf(parseAddress(merchant.account.address))).to.equal(journeys * PAID_OUT);
        expect(await world.dollarsOf(contracts.escrow)).to.equal(0n);
        expect(await world.dollarsOf(contracts.settlement)).to.equal(journeys * FEE);
        expect(await merchant.balance()).to.deep.equal({
          escrowed: 0n,
          pending: 0n,
          available: 0n,
          reserved: 0n,
        });
      });
    });
  }
});
