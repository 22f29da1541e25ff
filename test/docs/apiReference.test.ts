import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { Contract, JsonRpcProvider, Wallet } from "ethers";
import { buildSchema } from "graphql";
import { type StartedSandbox, startSandbox } from "../../scripts/demo/startSandbox.ts";
import {
  type Example,
  expectSame,
  isExampleOf,
  namedValues,
  printAnswer,
  readExamples,
  showAnswer,
} from "./examples.ts";

const PAGE = new URL("../../docs/api.md", import.meta.url);
const SCHEMAS = new URL("../snapshots/", import.meta.url);
/** The sandbox's first payer. Everybody knows this key. */
const PAYER = new Wallet("0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356");
const PATIENCE_MS = 60_000;
/** An answer with data that stayed the same for so long is final. */
const SETTLED_MS = 4_000;
const PAUSE_MS = 100;
/** Writes the answers of today into the page instead of comparing them. */
const isUpdating = process.env.UPDATE_EXAMPLES === "true";

describe("docs/api.md", function () {
  this.timeout(300_000);

  let sandbox: StartedSandbox;
  before(async () => {
    sandbox = await startSandbox(null);
  });
  after(() => sandbox.close());

  it("shows requests and answers as they are", async () => {
    const page = await readFile(PAGE, "utf8");
    const { rpcUrl } = sandbox.place;
    const seen = new Map<string, string>();
    const named = new Map<string, unknown>([["payer", PAYER.address]]);
    const answers: { readonly step: Example; readonly answer: unknown }[] = [];
    for (const step of readExamples(page)) {
      if (step.kind === "snippet") {
        for (const [name, value] of Object.entries(await run(step.code, named, rpcUrl)))
          named.set(name, value);
        continue;
      }
      const check = (answer: unknown) => expectSame(step.answer, answer, seen, `docs/api.md:${step.line}`);
      const answer = await answerOf(step, named, check);
      namedValues(answer, named);
      answers.push({ step, answer });
    }
    expect(answers).to.have.length.above(20);
    if (isUpdating) await writeFile(PAGE, updated(page, answers));
  });

  it("has an example of every mutation of both doors", async () => {
    const examples = readExamples(await readFile(PAGE, "utf8"));
    const shown = examples.flatMap((step) => (step.kind === "request" ? [step] : []));
    const missing = [];
    for (const door of ["merchant", "storefront"]) {
      const schema = buildSchema(await readFile(new URL(`${door}.graphql`, SCHEMAS), "utf8"));
      const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});
      expect(mutations).not.to.be.empty;
      missing.push(...mutations.filter((name) => !shown.some((step) => isExampleOf(name, step))));
    }
    expect(
      missing,
      "add a request to docs/api.md, and run this test with UPDATE_EXAMPLES=true",
    ).to.deep.equal([]);
  });

  async function answerOf(step: Example, named: Map<string, unknown>, check: (answer: unknown) => void) {
    const variables = step.variables.replace(/"<(\w+)>"/g, (_, name) => JSON.stringify(named.get(name)));
    const key = keyAt(step.door, named);
    const ask = () => post(step.door, key, { query: step.query, variables: JSON.parse(variables) });
    const isMutation = step.query.startsWith("mutation");
    if (isUpdating) return isMutation ? ask() : settled(ask);
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await ask();
      try {
        check(answer);
        return answer;
      } catch (difference) {
        if (isMutation || Date.now() > deadline) throw difference;
        await pause(PAUSE_MS);
      }
    }
  }

  function keyAt(door: string, named: Map<string, unknown>): unknown {
    const { merchantKey: merchant, operatorKey: operator } = sandbox.place;
    const [member, wallet] = [named.get("memberSecret"), named.get("sessionToken")];
    return { merchant, operator, member, wallet }[door];
  }

  async function post(door: string, key: unknown, body: object): Promise<unknown> {
    const isStorefront = door === "storefront" || door === "wallet";
    const response = await fetch(`${sandbox.place.url}/${isStorefront ? "storefront" : "graphql"}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify(body),
    });
    const { extensions: _, ...answer } = (await response.json()) as { extensions?: object };
    return answer;
  }
});

/** Runs a snippet of the payer's page, which may leave `signature` and `message`. */
async function run(code: string, named: Map<string, unknown>, rpcUrl: string): Promise<object> {
  const provider = new JsonRpcProvider(rpcUrl);
  const AsyncFunction = (async () => undefined).constructor as FunctionConstructor;
  const left = ["signature", "message"].map((name) => `...(typeof ${name} === 'string' && { ${name} })`);
  const known = ["typedData", "nonce", "assetId", "address"];
  const page = new AsyncFunction("wallet", "Contract", ...known, `${code}; return { ${left.join(", ")} };`);
  try {
    return await page(PAYER.connect(provider), Contract, ...known.map((name) => named.get(name)));
  } finally {
    provider.destroy();
  }
}

async function settled(ask: () => Promise<unknown>): Promise<unknown> {
  let answer = await ask();
  for (let since = Date.now(); Date.now() - since < SETTLED_MS; ) {
    await pause(PAUSE_MS);
    const next = await ask();
    if ("errors" in (next as object) || JSON.stringify(next) === JSON.stringify(answer)) continue;
    [answer, since] = [next, Date.now()];
  }
  return answer;
}

function updated(
  page: string,
  answers: readonly { readonly step: Example; readonly answer: unknown }[],
): string {
  let text = "";
  let from = 0;
  for (const { step, answer } of answers) {
    const before = page.slice(from, step.end);
    const request = step.answer === undefined ? before : before.slice(0, before.lastIndexOf("```json\n") - 1);
    text += `${request}\n\`\`\`json\n${printAnswer(showAnswer(answer, step.answer))}\n\`\`\``;
    from = step.end;
  }
  return text + page.slice(from);
}
