import type { Address, AssetId, ChainId } from "../../kernel/ids/chainIds.ts";
import type { BookedMove } from "./journal.store.ts";
import type { ChainMove } from "./reconciliation.ports.ts";
import type { BreakKind, FoundBreak } from "./reconciliation.ts";

/** What the classification knows beside the two books. */
export interface Surroundings {
  readonly chainId: ChainId;
  /** Up to which block the journal has taken everything in as final. */
  readonly takenIn: number;
  readonly knownAddresses: ReadonlySet<Address>;
  /** Assets of the payments that we prepared, by hash. */
  readonly paymentAssets: ReadonlyMap<string, AssetId>;
}

const FEES = "revenue:fee:payment";

/**
 * Compares what the contracts' logs moved with what the journal booked of them, one by one: a log is known by its block
 * and its index there. Units on a chain account are compared before fees, so that a wrong amount is not told twice.
 */
export function compareMoves(
  moves: readonly ChainMove[],
  booked: readonly BookedMove[],
  surroundings: Surroundings,
): FoundBreak[] {
  const byPlace = Map.groupBy(booked, placeOf);
  const onChain = new Set(moves.map(placeOf));
  const breaks = moves.flatMap((move) => compareMove(move, byPlace.get(placeOf(move)) ?? [], surroundings));
  const happened = new Set(moves.map(({ txHash, subject }) => `${txHash} ${subject}`));
  const unseen = booked.filter((one) => !onChain.has(placeOf(one)));
  return [
    ...breaks,
    ...unseen
      .filter(({ account }) => account !== FEES)
      .map((one) =>
        breakOf(happened.has(`${one.txHash} ${one.subject}`) ? "DUPLICATE" : "MISSING_ON_CHAIN", one),
      ),
  ];
}

function placeOf({ blockHash, logIndex }: { blockHash: string; logIndex: number }): string {
  return `${blockHash} ${logIndex}`;
}

function compareMove(
  move: ChainMove,
  booked: readonly BookedMove[],
  surroundings: Surroundings,
): FoundBreak[] {
  const asset = move.asset ?? surroundings.paymentAssets.get(move.subject) ?? booked[0]?.asset ?? null;
  const bookedOn = (account: string) => booked.find((one) => one.account === account && one.asset === asset);
  const accounts = Object.entries(move.held).map(([part, units]) => {
    const account = `chain:${surroundings.chainId}:${part}`;
    return { account, units, own: bookedOn(account) };
  });
  const twice = booked.some(({ standing }) => standing > 1);
  const elsewhere = booked.filter(
    ({ account }) => account !== FEES && !accounts.some((one) => one.own?.account === account),
  );
  const found = accounts
    .filter(({ units, own }) => units !== (own?.units ?? 0n))
    .map(({ account, units, own }): FoundBreak => {
      const isMissing = own === undefined && elsewhere.length === 0;
      const kind = twice ? "DUPLICATE" : isMissing ? kindOfMissing(move, surroundings) : "AMOUNT_MISMATCH";
      const address = kind === "UNKNOWN_ADDRESS" ? move.party : null;
      return { ...placed(move, account), kind, asset, onChain: units, inLedger: own?.units ?? 0n, address };
    });
  if (found.length > 0 || elsewhere.length > 0) {
    return [...found, ...elsewhere.map((one) => breakOf(twice ? "DUPLICATE" : "AMOUNT_MISMATCH", one))];
  }
  const fee = bookedOn(FEES)?.units ?? 0n;
  if (fee === move.fee) return [];
  const common = { ...placed(move, FEES), asset, address: null };
  return [{ ...common, kind: "FEE_MISMATCH", onChain: move.fee, inLedger: fee }];
}

function kindOfMissing(move: ChainMove, { takenIn, knownAddresses, paymentAssets }: Surroundings): BreakKind {
  const isKnown = paymentAssets.has(move.subject) || (move.party !== null && knownAddresses.has(move.party));
  if (!isKnown) return "UNKNOWN_ADDRESS";
  return move.blockNumber > takenIn ? "TIMING" : "MISSING_IN_LEDGER";
}

function placed({ blockHash, logIndex, blockNumber, txHash }: ChainMove, account: string) {
  return { subject: `log ${blockHash} ${logIndex} ${account}`, account, blockNumber, txHash };
}

function breakOf(kind: BreakKind, one: BookedMove): FoundBreak {
  const { blockHash, logIndex, account, asset, units, blockNumber, txHash } = one;
  const subject = `log ${blockHash} ${logIndex} ${account}`;
  return { kind, subject, account, asset, onChain: 0n, inLedger: units, blockNumber, txHash, address: null };
}
