import type { Address, AssetId, ChainId } from "../../kernel/ids/chainIds.ts";
import type { BookedMove } from "./journal.store.ts";
import { type ChainMove, COMPARED_PARTS } from "./reconciliation.ports.ts";
import type { BreakKind, FoundBreak } from "./reconciliation.ts";

/** What the classification knows beside the two books. */
export interface Surroundings {
  readonly chainId: ChainId;
  /** Up to which block the journal has taken everything in as final. */
  readonly takenIn: number;
  readonly knownAddresses: ReadonlySet<Address>;
  /** Assets of the payments that we prepared, by hash. */
  readonly paymentAssets: ReadonlyMap<string, AssetId>;
  /** Logs that moved nothing by themselves, as block hash and index. */
  readonly others: ReadonlySet<string>;
}

const FEES = "revenue:fee:payment";

/**
 * Compares what the contracts' logs moved with what the journal booked of them. A log is known by its block and its index
 * there, and most are compared one by one; what the journal books by another log is compared per transaction. Units on a
 * contract's account are compared before fees, so that a wrong amount is not told twice.
 */
export function compareMoves(
  moves: readonly ChainMove[],
  booked: readonly BookedMove[],
  surroundings: Surroundings,
): FoundBreak[] {
  const { chainId, others } = surroundings;
  const compared = new Set([FEES, ...COMPARED_PARTS.map((part) => `chain:${chainId}:${part}`)]);
  const own = booked.filter(({ account }) => compared.has(account));
  const byPlace = Map.groupBy(own, placeOf);
  const alone = moves.filter(({ isBookedAlone }) => isBookedAlone);
  const places = new Set(alone.map(placeOf));
  const happened = new Set(moves.map(({ txHash, subject }) => `${txHash} ${subject}`));
  const rest = moves.filter(({ isBookedAlone }) => !isBookedAlone);
  const together = new Set([...others, ...rest.map(placeOf)]);
  const unseen = own.filter((one) => !places.has(placeOf(one)) && !together.has(placeOf(one)));
  return [
    ...alone.flatMap((move) => compareMove(move, byPlace.get(placeOf(move)) ?? [], surroundings)),
    ...compareTransactions(
      rest,
      own.filter((one) => together.has(placeOf(one)) && one.account !== FEES),
      surroundings,
    ),
    ...unseen
      .filter(({ account }) => account !== FEES)
      .map((one) =>
        breakOf(happened.has(`${one.txHash} ${one.subject}`) ? "DUPLICATE" : "MISSING_ON_CHAIN", one),
      ),
  ];
}

/** What one transaction moved on one account, all in all. */
function compareTransactions(
  moves: readonly ChainMove[],
  booked: readonly BookedMove[],
  surroundings: Surroundings,
): FoundBreak[] {
  const sums = new Map<
    string,
    { onChain: bigint; inLedger: bigint; move: ChainMove | BookedMove; account: string }
  >();
  const add = (
    move: ChainMove | BookedMove,
    account: string,
    units: { onChain: bigint; inLedger: bigint },
  ) => {
    const key = `${move.txHash} ${account} ${move.asset}`;
    const sum = sums.get(key) ?? { onChain: 0n, inLedger: 0n, move, account };
    const { onChain, inLedger } = sum;
    sums.set(key, { ...sum, onChain: onChain + units.onChain, inLedger: inLedger + units.inLedger });
  };
  for (const move of moves) {
    for (const [part, onChain] of Object.entries(move.held))
      add(move, `chain:${surroundings.chainId}:${part}`, { onChain, inLedger: 0n });
  }
  for (const one of booked) add(one, one.account, { onChain: 0n, inLedger: one.units });
  return [...sums].flatMap(([key, { onChain, inLedger, move, account }]): FoundBreak[] => {
    if (onChain === inLedger) return [];
    const { blockNumber, txHash, asset } = move;
    const party = "party" in move ? move.party : null;
    const kind = inLedger !== 0n ? "AMOUNT_MISMATCH" : kindOfMissing(move as ChainMove, surroundings); // booked nothing
    const address = kind === "UNKNOWN_ADDRESS" ? party : null;
    return [
      {
        kind,
        subject: `transaction ${key}`,
        account,
        asset,
        onChain,
        inLedger,
        blockNumber,
        txHash,
        address,
      },
    ];
  });
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
