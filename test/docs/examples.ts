/** A request of the API reference, with the answer that the page shows. */
export interface Example {
  readonly kind: "request";
  readonly door: string;
  readonly query: string;
  readonly variables: string;
  /** Undefined where the page has none yet. */
  readonly answer: unknown;
  /** Where the answer's block belongs in the page. */
  readonly end: number;
  readonly line: number;
}

/** Code that the payer's page runs between two requests. */
export interface Snippet {
  readonly kind: "snippet";
  readonly code: string;
}

/** Whether a request shows an operation. */
export function isExampleOf(operation: string, { query }: Pick<Example, "query">): boolean {
  return new RegExp(` ${operation}[ (]`).test(query);
}

const FENCE = /^```(\S+)(?: (\S+))?\n([\s\S]*?)^```$/gm;
/** What is another each time: ids, tokens, nonces, addresses and hashes, times. */
const VOLATILE =
  /[a-z]{2,5}_[0-9a-hjkmnp-tv-z]{26}|(?:sk|mk|inv|whsec)_[\w/+=-]{16,}|_secret_[\w-]{16,}|wst_[\w-]{43}|\b[0-9a-f]{32}\b|0x[0-9a-fA-F]{40,}|\d{4}-\d\d-\d\dT[\d:.]+Z/g;
const ANYTHING = "…";

/** Reads the fenced blocks of a page: `graphql DOOR`, then perhaps `json variables`, then the answer as `json`. */
export function readExamples(page: string): (Example | Snippet)[] {
  const steps: (Example | Snippet)[] = [];
  for (const match of page.matchAll(FENCE)) {
    const [block, language, word, body = ""] = match;
    const end = match.index + block.length;
    if (language === "js" && word === "payer") steps.push({ kind: "snippet", code: body });
    if (language === "graphql" && word) {
      const line = page.slice(0, match.index).split("\n").length;
      steps.push({ kind: "request", door: word, query: body, variables: "{}", answer: undefined, end, line });
    }
    const last = steps.at(-1);
    if (language === "json" && last?.kind === "request") {
      const part = word === "variables" ? { variables: body } : { answer: JSON.parse(body) };
      steps[steps.length - 1] = { ...last, ...part, end };
    }
  }
  return steps;
}

/**
 * Whether an answer is as the page shows it. What is volatile in the page stands for one value of this day, and
 * different things in the page are different things: `seen` remembers them.
 * @throws Error naming the first difference
 */
export function expectSame(shown: unknown, real: unknown, seen: Map<string, string>, path = "answer"): void {
  if (shown === ANYTHING) return;
  if (typeof shown === "string" && typeof real === "string") expectSameText(shown, real, seen, path);
  else if (typeof shown !== "object" || shown === null || typeof real !== "object" || real === null) {
    if (shown !== real) throw new Error(`${path} is ${JSON.stringify(real)}, not ${JSON.stringify(shown)}`);
  } else {
    const [shownParts, realParts] = [new Map(Object.entries(shown)), new Map(Object.entries(real))];
    const names = new Set([...shownParts.keys(), ...realParts.keys()]);
    for (const name of names) expectSame(shownParts.get(name), realParts.get(name), seen, `${path}.${name}`);
  }
}

function expectSameText(shown: string, real: string, seen: Map<string, string>, path: string): void {
  const differs = () => new Error(`${path} is ${JSON.stringify(real)}, not ${JSON.stringify(shown)}`);
  if (shown.replace(VOLATILE, ANYTHING) !== real.replace(VOLATILE, ANYTHING)) throw differs();
  const realTokens = real.match(VOLATILE) ?? [];
  for (const [i, token] of (shown.match(VOLATILE) ?? []).entries()) {
    const today = realTokens[i] as string; // the texts have the same form
    if ((seen.get(token) ?? today) !== today) throw differs();
    seen.set(token, today);
  }
}

/** The values of an answer that later requests name: the id of the object `name`, or the field `name`. */
export function namedValues(answer: unknown, names: Map<string, unknown> = new Map()): Map<string, unknown> {
  if (typeof answer !== "object" || answer === null) return names;
  // Of a list the first part names: it comes last here.
  const parts = Array.isArray(answer) ? Object.entries(answer).reverse() : Object.entries(answer);
  for (const [name, value] of parts) {
    const id = typeof value === "object" && value !== null && "id" in value ? value.id : undefined;
    if (id !== undefined || typeof value !== "object" || name === "typedData") names.set(name, id ?? value);
    namedValues(value, names);
  }
  return names;
}

/** Puts an answer into the page, with `"…"` where the page had it. */
export function showAnswer(real: unknown, shown: unknown): unknown {
  if (shown === ANYTHING) return ANYTHING;
  if (Array.isArray(real))
    return real.map((part, i) => showAnswer(part, Array.isArray(shown) ? shown[i] : 0));
  if (typeof real !== "object" || real === null) return real;
  const before = (typeof shown === "object" && shown !== null ? shown : {}) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(real).map(([name, part]) => [name, showAnswer(part, before[name])]),
  );
}

const WIDTH = 110;

/** Writes an answer as a reader likes it: on one line what fits on one. */
export function printAnswer(value: unknown, indent = ""): string {
  const inner = `${indent}  `;
  const flat = JSON.stringify(value, null, 1).replace(/\n\s*/g, " ");
  if (typeof value !== "object" || value === null || indent.length + flat.length <= WIDTH - 20) return flat;
  const isList = Array.isArray(value);
  const parts = Object.entries(value).map(
    ([name, part]) => `${inner}${isList ? "" : `${JSON.stringify(name)}: `}${printAnswer(part, inner)}`,
  );
  return `${isList ? "[" : "{"}\n${parts.join(",\n")}\n${indent}${isList ? "]" : "}"}`;
}
