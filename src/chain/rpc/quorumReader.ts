import type { Address, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { BlockHeader, BlockSource, ChainLog } from "./chainReader.ts";
import { ProvidersDisagree, RpcRefused, WrongChain } from "./rpc.errors.ts";

/** A provider whose head stands still for so long, while another's moves, is not waited for. */
const STUCK_MS = 60_000;

interface Provider {
  readonly source: BlockSource;
  head: number;
  movedAt: number;
}

/**
 * Reads a chain from several providers and believes what most of those that answer say: with two, what both say.
 * A provider that is down has no vote; one that is behind holds us back until it stands still. One provider alone is
 * believed.
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
    this.#providers = sources.map((source) => ({ source, head: -1, movedAt: now() }));
  }

  async requireChain(): Promise<void> {
    await answers(this.#providers.map(({ source }) => source.requireChain()));
  }

  /** The lowest head of the providers that move: every one of them has that block. */
  async head(): Promise<BlockHeader> {
    const heads = await answers(
      this.#providers.map(async (provider) => {
        const header = await provider.source.head();
        if (header.number > provider.head) provider.movedAt = this.#now();
        provider.head = header.number;
        return { provider, header };
      }),
    );
    const moving = heads.filter(({ provider }) => this.#moves(provider));
    const lowest = moving.reduce((a, b) => (b.header.number < a.header.number ? b : a));
    if (moving.every(({ header }) => header.hash === lowest.header.hash)) return lowest.header;
    const header = await this.headerAt(lowest.header.number);
    if (!header) throw new ProvidersDisagree(`block ${lowest.header.number}`);
    return header;
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

  /** The highest one moves by definition: on a chain that stands still nobody is left out. */
  #moves(provider: Provider): boolean {
    const highest = Math.max(...this.#providers.map(({ head }) => head));
    return provider.head >= highest || this.#now() - provider.movedAt < STUCK_MS;
  }

  async #agree<T>(what: string, ask: (source: BlockSource) => Promise<T>): Promise<T> {
    const voters = this.#providers.filter((provider) => this.#moves(provider));
    const given = await answers(voters.map(({ source }) => ask(source)));
    const votes = new Map<string, { answer: T; count: number }>();
    for (const answer of given) {
      const key = JSON.stringify(answer) ?? "none";
      votes.set(key, { answer, count: (votes.get(key)?.count ?? 0) + 1 });
    }
    for (const { answer, count } of votes.values()) {
      if (count * 2 > given.length) return answer;
    }
    throw new ProvidersDisagree(what);
  }
}

/** The answers that came. A refusal speaks for all: what one may not be asked, none is believed about alone. */
async function answers<T>(asked: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(asked);
  const failures = settled.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  const given = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const telling = failures.find((failure) => !isSilence(failure));
  if (telling) throw telling;
  if (given.length === 0) throw failures[0];
  return given;
}

function isSilence(failure: unknown): boolean {
  return !(failure instanceof RpcRefused || failure instanceof WrongChain);
}
