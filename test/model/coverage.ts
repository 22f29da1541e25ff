import { type Edges, MACHINES, type Machine } from "./edges.ts";

/** How often each edge was taken, each command given and each refusal met, over all runs of a test. */
export class Coverage {
  readonly #counts = new Map<string, number>();

  add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  /** Counts a step of a machine. @throws Error unless the specification has this edge */
  move(machine: Machine, from: string, to: string): void {
    const edges: Edges = MACHINES[machine];
    if (!edges[from]?.includes(to)) throw new Error(`no ${machine} goes from ${from} to ${to}`);
    this.add(`${machine} ${from} -> ${to}`);
  }

  /** Edges of these machines that were never taken. */
  missing(machines: readonly Machine[]): string[] {
    return machines
      .flatMap((machine) => edgesOf(machine).map((edge) => `${machine} ${edge}`))
      .filter((edge) => !this.#counts.has(edge));
  }

  report(): string {
    return [...this.#counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([what, count]) => `${String(count).padStart(7)}  ${what}`)
      .join("\n");
  }
}

function edgesOf(machine: Machine): string[] {
  return Object.entries(MACHINES[machine]).flatMap(([from, follow]) =>
    (follow as readonly string[]).map((to) => `${from} -> ${to}`),
  );
}
