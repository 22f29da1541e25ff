import { expect } from "chai";
import { parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { playJourney } from "./journey.ts";
import { chainKinds, type JourneyChain, type JourneyWorld, openJourneyWorld } from "./journeyChain.ts";
import { type Payer, type SignatureKind, signatureKinds } from "./payers.ts";

/** What each payment leaves: 39.40 paid out, 0.60 of fee. */
const PAID_OUT = 39_400_000n;
const FEE = 600_000n;

/** One program serves all chains at once: what happens on one must not reach another. */
describe(`payments' journeys by every signature on every kind of chain at once (${databaseKind})`, function () {
  this.timeout(600_000);
  let world: JourneyWorld;
  let results: readonly (readonly string[])[];

  before(async () => {
    world = await openJourneyWorld(chainKinds);
    const travellers: Traveller[][] = [];
    for (const chain of world.chains) travellers.push(await openPayers(chain));
    for (const chain of world.chains) await chain.startBlocks();
    results = await Promise.all(
      world.chains.map((chain, index) =>
        Promise.all((travellers[index] ?? []).map((traveller) => outcomeOf(chain, traveller))),
      ),
    );
  });
  after(async () => {
    const rows = chainKinds.flatMap((chain, at) =>
      signatureKinds.map((kind, index) => `| ${kind.name} | ${chain.name} | ${results?.[at]?.[index]} |`),
    );
    console.log(["", "| signature | chain | result |", "|---|---|---|", ...rows, ""].join("\n"));
    await world?.close();
  });

  for (const [at, { name }] of chainKinds.entries()) {
    it(`${name}: holds, captures a part, gives back, refunds and pays out, to the unit`, async () => {
      expect(results[at]).to.deep.equal(signatureKinds.map(() => "passes"));
      const { merchant, contracts, dollarsOf } = world.chains[at] as JourneyChain;
      const journeys = BigInt(signatureKinds.length);
      expect(await dollarsOf(parseAddress(merchant.account.address))).to.equal(journeys * PAID_OUT);
      expect(await dollarsOf(contracts.escrow)).to.equal(0n);
      expect(await dollarsOf(contracts.settlement)).to.equal(journeys * FEE);
      expect(await merchant.balance()).to.deep.equal({
        escrowed: 0n,
        pending: 0n,
        available: 0n,
        reserved: 0n,
      });
    });
  }
});

interface Traveller {
  readonly kind: SignatureKind;
  readonly payer: Payer;
}

async function openPayers(chain: JourneyChain): Promise<Traveller[]> {
  const travellers = [];
  for (const kind of signatureKinds) travellers.push({ kind, payer: await kind.open(chain) });
  return travellers;
}

async function outcomeOf(chain: JourneyChain, traveller: Traveller): Promise<string> {
  try {
    await playJourney(chain, traveller);
    return "passes";
  } catch (error) {
    return (error as Error).message;
  }
}
