import { expect } from "chai";
import type { Coverage } from "../coverage.ts";
import { type Edges, MACHINES } from "../edges.ts";
import type { Fate, NodeBlock, SimNode } from "./node.ts";
import type { Row, SendingWorld } from "./sendingWorld.ts";

const ENDS = ["FINAL", "REVERTED", "DROPPED", "REFUSED", "WITHDRAWN"];
const DEAD = ["REVERTED", "DROPPED", "REFUSED", "WITHDRAWN"];

/**
 * What may be true of our transactions. How far a pass gets depends on where it is killed; what it may say does not: each
 * step is an edge of the table, and what it claims about the chain is what the chain shows.
 */
export class SendingModel {
  readonly coverage: Coverage;
  readonly fates: Fate[] = [];
  #rows: readonly Row[] = [];
  readonly #deaths = new Map<string, number>();

  constructor(coverage: Coverage) {
    this.coverage = coverage;
  }

  /**
   * What strangers did with our nonces, once it is final, is what we count and prove by. A reorganisation that takes it
   * away for good leaves a nonce that nobody fills, which is an operator's business: it is not played.
   */
  heightOfProof(node: SimNode): number {
    const ours = new Set(this.#rows.flatMap(({ hashes }) => hashes));
    const isStrange = ({ transactions }: NodeBlock) => transactions.some(({ hash }) => !ours.has(hash));
    const proof = node.blocks.findLast((block) => block.number <= node.everFinal && isStrange(block));
    return proof?.number ?? 0;
  }

  /** Looks at every transaction after something happened. */
  async look(world: SendingWorld, { isWholePass }: { isWholePass: boolean }): Promise<void> {
    const rows = await world.rows();
    for (const row of rows) {
      const from = this.#rows.find(({ id }) => id === row.id)?.status ?? "NONE";
      this.#follow(from, row.status);
      const isNewlyDead = DEAD.includes(row.status) && from !== row.status;
      if (isNewlyDead) this.#deaths.set(row.id, (this.#deaths.get(row.id) ?? 0) + 1);
      expect(row.deaths, `deaths of ${row.id}`).to.equal(this.#deaths.get(row.id) ?? 0);
      this.#requireTruth(world.node, row, from);
    }
    const nonces = rows.flatMap(({ nonce }) => nonce ?? []);
    expect(new Set(nonces).size, "no nonce is given twice").to.equal(nonces.length);
    const reopened = rows.filter(({ id, status }) => status === "BROADCAST" && this.#hadEnded(id));
    this.#rows = rows;
    // What a deeper reorganisation reopened is watched from the next pass on.
    if (isWholePass) await this.#requireProgress(world, rows, new Set(reopened.map(({ id }) => id)));
  }

  #hadEnded(id: string): boolean {
    return ENDS.includes(this.#rows.find((row) => row.id === id)?.status ?? "");
  }

  /** From one status to another along edges, each of them counted; a pass may take several. */
  #follow(from: string, to: string): void {
    const edges: Edges = MACHINES.transaction;
    const ways: string[][] = [[from]];
    for (const way of ways) {
      const last = way.at(-1) ?? from;
      if (last === to) {
        for (const [index, status] of way.slice(1).entries()) {
          this.coverage.move("transaction", way[index] ?? from, status);
        }
        return;
      }
      for (const next of edges[last] ?? []) if (!way.includes(next)) ways.push([...way, next]);
    }
    throw new Error(`no transaction goes from ${from} to ${to}`);
  }

  /** What a status says about the chain must be so when it is first said. */
  #requireTruth(node: SimNode, row: Row, from: string): void {
    const { status, nonce, hashes } = row;
    const block = hashes.map((hash) => node.blockOf(hash)).find((found) => found !== undefined);
    if (status === "REFUSED" || status === "WITHDRAWN" || (status === "PLANNED" && hashes.length > 0)) {
      expect({ nonce, hashes }, row.id).to.deep.equal({ nonce: null, hashes: [] });
    }
    if (status === from) return;
    const fate = this.fates[this.#indexOf(row)];
    if (status === "FINAL" || status === "REVERTED") {
      expect(block && block.number <= node.finalNumber, `${row.id} is ${status}`).to.equal(true);
      expect(status).to.equal(fate === "succeeds" ? "FINAL" : "REVERTED");
    }
    if (status === "MINED") expect(block, `${row.id} is MINED`).not.to.equal(undefined);
    if (status === "REFUSED") expect(fate).to.equal("is refused");
    if (status === "DROPPED") {
      expect(block, `${row.id} is DROPPED`).to.equal(undefined);
      expect(node.usedAt(node.finalNumber), `${row.id} is DROPPED`).to.be.greaterThan(nonce ?? -1);
    }
  }

  #indexOf({ id }: Row): number {
    const known = this.#rows.findIndex((row) => row.id === id);
    return known >= 0 ? known : this.#rows.length;
  }

  /** Where a pass that nobody killed must have brought everything. */
  async #requireProgress(
    world: SendingWorld,
    rows: readonly Row[],
    reopened: ReadonlySet<string>,
  ): Promise<void> {
    const { node } = world;
    const used = node.usedAt(node.head.number);
    const isInStep = ((await world.nextNonce()) ?? -1) >= used;
    for (const [index, { id, status, nonce, hashes, minedAt }] of rows.entries()) {
      if (ENDS.includes(status) || reopened.has(id)) continue;
      const block = hashes.map((hash) => node.blockOf(hash)).find((found) => found !== undefined);
      if (block) expect(status, id).to.equal(block.number <= node.finalNumber ? "an end" : "MINED");
      else if (status === "MINED") expect(minedAt ?? 0, id).to.be.greaterThan(node.head.number);
      else if (nonce === null) {
        const mayWait = !isInStep || this.fates[index] === "is refused";
        expect(mayWait, `${id} waits without a nonce`).to.equal(true);
      } else if (nonce >= used && node.manner === "takes") expect(status, id).to.equal("BROADCAST");
    }
  }

  /** When nothing happens any more, each transaction has the one end that the chain shows. */
  requireEnd(node: SimNode): void {
    for (const [index, { id, status, hashes, nonce }] of this.#rows.entries()) {
      const isMined = hashes.some((hash) => node.blockOf(hash));
      if (isMined) expect(status, id).to.equal(this.fates[index] === "succeeds" ? "FINAL" : "REVERTED");
      else if (nonce !== null) expect(status, id).to.equal("DROPPED");
      else expect(["REFUSED", "WITHDRAWN"], id).to.include(status);
    }
  }
}
