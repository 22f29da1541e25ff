import { DomainError } from "../kernel/errors/domainError.ts";
import { answersTo, claimKeys, type KeySpace } from "./idempotency.ts";
import type { Tx } from "./withTx.ts";

interface Keyed {
  readonly idempotencyKey: string;
}

/** What became of a command: it made something, an earlier one with its key had, or it was refused. */
export type Made<T> = { readonly made: T } | { readonly earlier: string } | { readonly refused: DomainError };

/**
 * Makes what commands ask for, once per key, all in this transaction: `draft` says what each would make or why not,
 * `save` writes those that got their key. A refused command leaves its key unused.
 * Of two commands with one key the second is answered with what the first made.
 * @throws Error, undoing everything, when two commands share a key and the first is refused: ask them one by one
 */
export async function makeOnce<Command extends Keyed, T extends { readonly id: string }>(
  tx: Tx,
  order: { readonly space: KeySpace; readonly commands: readonly Command[]; readonly at: Date },
  steps: {
    readonly draft: (commands: readonly Command[]) => Promise<readonly (T | DomainError)[]>;
    readonly save: (drafts: readonly T[]) => Promise<void>;
  },
): Promise<Made<T>[]> {
  const { space, commands, at } = order;
  const firsts = [...new Map([...commands].reverse().map((each) => [each.idempotencyKey, each])).values()];
  const [earlier, drafts] = await Promise.all([
    answersTo(tx, space, commands.map(requestOf)),
    steps.draft(firsts),
  ]);
  const draftOf = new Map(firsts.map((command, index) => [command, drafts[index]]));
  const wanted = commands.flatMap((command, index) => {
    const draft = draftOf.get(command);
    return earlier[index] || !draft || draft instanceof DomainError ? [] : [{ command, draft }];
  });
  const claims = wanted.map(({ command, draft }) => ({ ...requestOf(command), resultId: draft.id }));
  const claimed = await claimKeys(tx, space, claims, at);
  const made = wanted.filter(({ draft }) => claimed.has(draft.id));
  await steps.save(made.map(({ draft }) => draft));

  const madeBy = new Map(made.map(({ command, draft }) => [command, draft]));
  const outcomes = commands.map((command, index): Made<T> | undefined => {
    const [answer, ours] = [earlier[index], madeBy.get(command)];
    if (answer) return asMade(answer);
    return ours && { made: ours };
  });
  return resolveTwins(tx, order, outcomes, (command) => draftOf.get(command));
}

/**
 * Answers the commands whose key another one has taken meanwhile, here or in another process. A refusal counts only
 * after this look: what a command was refused for may be what its own twin has made.
 */
async function resolveTwins<Command extends Keyed, T>(
  tx: Tx,
  { space, commands }: { readonly space: KeySpace; readonly commands: readonly Command[] },
  outcomes: readonly (Made<T> | undefined)[],
  draftOf: (command: Command) => T | DomainError | undefined,
): Promise<Made<T>[]> {
  const open = commands.filter((_, index) => !outcomes[index]);
  const answers = await answersTo(tx, space, open.map(requestOf));
  return commands.map((command, index) => {
    const [outcome, answer] = [outcomes[index], answers[open.indexOf(command)]];
    if (outcome) return outcome;
    if (answer) return asMade(answer);
    const draft = draftOf(command);
    if (draft instanceof DomainError) return { refused: draft };
    throw new Error("the first command of this key was refused: ask its twins one by one");
  });
}

function requestOf({ idempotencyKey: key, ...input }: Keyed) {
  return { key, input };
}

function asMade<T>(answer: { resultId: string } | DomainError): Made<T> {
  return answer instanceof DomainError ? { refused: answer } : { earlier: answer.resultId };
}
