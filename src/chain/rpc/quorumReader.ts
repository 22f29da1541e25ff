import type { Address, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { BlockHeader, BlockSource, ChainLog, TransferQuery } from "./chainReader.ts";
import { ProvidersDisagree, RpcRefused, WrongChain } from "./rpc.errors.ts";

/** A provider whose head stands still for so long, while another's moves, is not waited for. */
const STUCK_MS = 60_000;

interface Provider {
  readonly source: BlockSource;
  /** Height of its head when it last told; null as long as it never did. */
  head: number | null;
  movedAt: number;
}

/**
 * Reads a chain from several providers and believes what most of them say: with two, what both say. A provider that
 * misses an answer is waited for, so that none is believed alone because another was silent for a moment; one that
 * stood still or was silent for long, while others moved, has no vote until it moves again. One that is behind holds us
 * back. Before the first head was told, those that answer are believed.
 */
export class QuorumReader implements BlockSource {
  readonly chainId: ChainId;
  readonly #providers: readonly Provider[];
  readonly #now: () => number;

  constructor(sources: readonly BlockSource[], now: () => number = Date.now) {
    const [first] = sources;
    if (!first) throw new Error("a chain has a provider");
    this.chainId = first.chainId;
    this.#now = now;
    this.#providers = sources.map((source) => ({ source, head: null, movedAt: now() }));
  }

  async requireChain(): Promise<void> {
    const { given, silence } = await ask(this.#providers, (source) => source.requireChain());
    if (given.length === 0) throw silence;
  }

  /** The lowest head of the providers with a vote: every one of them has that block. */
  async head(): Promise<BlockHeader> {
    const { given, silence } = await ask(this.#providers, (source) => source.head());
    for (const { provider, answer } of given) {
      if (answer.number > (provider.head ?? -1)) provider.movedAt = this.#now();
      provider.head = answer.number;
    }
    const voters = this.#voters();
    const heads = given.filter(({ provider }) => voters.includes(provider)).map(({ answer }) => answer);
    if (heads.length * 2 <= voters.length) throw silence;
    const lowest = heads.reduce((a, b) => (b.number < a.number ? b : a));
    if (heads.every(({ hash }) => hash === lowest.hash)) return lowest;
    const header = await this.headerAt(lowest.number);
    if (!header) throw new ProvidersDisagree(`block ${lowest.number}`);
    return header;
  }

  /** The lowest that the providers with a vote say: every one of them calls that block finalized. */
  async finalizedNumber(): Promise<number | null> {
    const voters = this.#voters();
    const asked = voters.length === 0 ? this.#providers : voters;
    const { given, silence } = await ask(asked, (source) => source.finalizedNumber());
    if (given.length === 0 || given.length * 2 <= voters.length) throw silence;
    return given.reduce<number | null>(
      (lowest, { answer }) => (lowest === null || answer === null ? null : Math.min(lowest, answer)),
      Number.POSITIVE_INFINITY,
    );
  }

  async headerAt(number: number): Promise<BlockHeader | undefined> {
    return this.#agree(`block ${number}`, (source) => source.headerAt(number));
  }

  async logsBetween(range: { from: number; to: number; contracts: readonly Address[] }): Promise<ChainLog[]> {
    return this.#agree(`the logs of blocks ${range.from} to ${range.to}`, (source) =>
      source.logsBetween(range),
    );
  }

  async logsOfBlock(blockHash: Bytes32, contracts: readonly Address[]): Promise<ChainLog[]> {
    return this.#agree(`the logs of block ${blockHash}`, (source) =>
      source.logsOfBlock(blockHash, contracts),
    );
  }

  async transfersBetween(range: TransferQuery & { from: number; to: number }): Promise<ChainLog[]> {
    return this.#agree(`the transfers of blocks ${range.from} to ${range.to}`, (source) =>
      source.transfersBetween(range),
    );
  }

  async transfersOfBlock(blockHash: Bytes32, query: TransferQuery): Promise<ChainLog[]> {
    return this.#agree(`the transfers of block ${blockHash}`, (source) =>
      source.transfersOfBlock(blockHash, query),
    );
  }

  /** The highest one moves by definition: on a chain that stands still nobody is left out. */
  #voters(): readonly Provider[] {
    const highest = Math.max(...this.#providers.map(({ head }) => head ?? -1));
    return this.#providers.filter(
      ({ head, movedAt }) => head !== null && (head >= highest || this.#now() - movedAt < STUCK_MS),
    );
  }

  async #agree<T>(what: string, question: (source: BlockSource) => Promise<T>): Promise<T> {
    const voters = this.#voters();
    const isFirstContact = voters.length === 0;
    const { given, silence } = await ask(isFirstContact ? this.#providers : voters, question);
    const all = isFirstContact ? given.length : voters.length;
    const votes = new Map<string, number>();
    for (const { answer } of given) {
      const key = JSON.stringify(answer) ?? "none";
      const count = (votes.get(key) ?? 0) + 1;
      votes.set(key, count);
      if (count * 2 > all) return answer;
    }
    throw silence ?? new ProvidersDisagree(what);
  }
}

interface Answers<T> {
  readonly given: readonly { readonly provider: Provider; readonly answer: T }[];
  /** Why one of them gave none, if one did not. */
  readonly silence: unknown;
}

/** @throws RpcRefused, WrongChain: a refusal speaks for all, so that what one may not be asked is asked otherwise */
async function ask<T>(
  providers: readonly Provider[],
  question: (source: BlockSource) => Promise<T>,
): Promise<Answers<T>> {
  const given: { provider: Provider; answer: T }[] = [];
  const failures: unknown[] = [];
  await Promise.all(
    providers.map(async (provider) => {
      try {
        given.push({ provider, answer: await question(provider.source) });
      } catch (failure) {
        failures.push(failure);
      }
    }),
  );
  const refusal = failures.find((failure) => failure instanceof RpcRefused || failure instanceof WrongChain);
  if (refusal) throw refusal;
  return { given, silence: failures[0] };
}
