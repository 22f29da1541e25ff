import type { Services } from "../../src/graphql/common/services.ts";
import { DomainError } from "../../src/kernel/errors/domainError.ts";
import type { Program } from "./simProgram.ts";
import { Life, type Simulation } from "./simulation.ts";

/** Asks the program as a careful client does: until there is an answer, with the same key each time. */
export class Client {
  readonly sim: Simulation;
  readonly #program: () => Program | null;

  constructor(sim: Simulation, program: () => Program | null) {
    this.sim = sim;
    this.#program = program;
  }

  /** @throws DomainError when the answer is a refusal */
  async ask<T>(question: (services: Services) => Promise<T>): Promise<T> {
    for (;;) {
      const program = this.#program();
      if (program) {
        try {
          return await program.life.outlived(
            question(program.services),
            () => new Error("the connection broke"),
          );
        } catch (error) {
          if (error instanceof DomainError && !error.retryable) throw error;
        }
      }
      await this.sim.sleep(this.sim.random.between(200, 1_500));
    }
  }

  /** The same, where a refusal is an answer like another: then nothing is returned. */
  async tryTo<T>(question: (services: Services) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.ask(question);
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }

  /** Looks every few seconds until there is something; undefined when it took longer than `patienceMs`. */
  async poll<T>(patienceMs: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
    const end = this.sim.nowMs + patienceMs;
    while (this.sim.nowMs < end) {
      const found = await look();
      if (found !== undefined) return found;
      await this.sim.sleep(this.sim.random.between(1_500, 4_000));
    }
    return undefined;
  }
}

/** Of those who are never killed: wallets, and what happens to the chains. */
export const FOR_EVER = new Life();
