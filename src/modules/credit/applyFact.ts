import type { Tx } from "../../db/withTx.ts";
import { assetIdOf } from "../../kernel/ids/chainIds.ts";
import { newId } from "../../kernel/ids/ids.ts";
import { findAssetWithMode } from "../assets/index.ts";
import { factSource, postEntry, reverseEntries } from "../ledger/index.ts";
import { ownerOfAccount } from "../merchants/index.ts";
import { bookPoolFact } from "./bookPoolFact.ts";
import { bookRepayment } from "./bookRepayment.ts";
import type { CreditContext } from "./credit.context.ts";
import { eventOf, lineEvents } from "./credit.events.ts";
import type { CreditLine } from "./credit.ts";
import {
  defaultPostings,
  drawFinal,
  drawPostings,
  type Posting,
  recoveryPostings,
  waiverPostings,
} from "./creditPostings.ts";
import { openedState, stateAfter } from "./creditState.ts";
import { listLineFacts } from "./facts.store.ts";
import { type CreditFact, type FactNamed, isAboutLine, type LineFact } from "./facts.ts";
import { confirmDraw, finalizeDraw, undoDraw } from "./followDraw.ts";
import { insertLine, lockLine, saveLine } from "./lines.store.ts";
import { tokenOfCredit } from "./tokenOfCredit.ts";

/** Takes in a fact about credit, in the transaction that stored it; a final one to the end. */
export async function applyFact(
  tx: Tx,
  { fact, isFinal }: { fact: CreditFact; isFinal: boolean },
  context: CreditContext,
): Promise<void> {
  const at = context.clock.now();
  if (!isAboutLine(fact)) return bookPoolFact(tx, fact, { at, tokenOf: context.creditOf });
  const line = await lineOf(tx, fact, context, at);
  if (!line) return;
  await book(tx, { line, fact, isFinal, at });
  const after = { ...line, ...stateAfter(line, fact), updatedAt: at, version: line.version + 1 };
  await saveLine(tx, after, lineEvents(eventOf(fact, line, after), after));
  if (fact.name === "CreditDrawn") await confirmDraw(tx, { line, fact, isFinal, at });
}

/** Takes back a fact that a reorganisation removed: the line is what the facts that are left add up to. */
export async function undoFact(tx: Tx, fact: CreditFact, context: CreditContext): Promise<void> {
  const at = context.clock.now();
  await reverseEntries(tx, factSource(fact.id), at);
  if (!isAboutLine(fact)) return;
  const line = await lockLine(tx, fact);
  if (!line) return;
  if (fact.name === "CreditDrawn") await undoDraw(tx, fact, at);
  const [opening, ...later] = (await listLineFacts(tx, fact)).filter(({ id }) => id !== fact.id);
  const state =
    opening?.name === "CreditOpened"
      ? later.reduce(stateAfter, openedState(opening))
      : { ...line, status: "REORGED" as const };
  const after: CreditLine = { ...line, ...state, updatedAt: at, version: line.version + 1 };
  const told = eventOf(fact, line, line) !== null || fact.name === "CreditStatusChanged";
  await saveLine(tx, after, lineEvents(told ? "credit_line.reorged" : null, after));
}

/** Takes note that a fact's block is final: only now drawn money can be spent. */
export async function finalizeFact(tx: Tx, fact: CreditFact, context: CreditContext): Promise<void> {
  if (fact.name !== "CreditDrawn") return;
  const line = await lockLine(tx, fact);
  if (!line) return;
  const at = context.clock.now();
  await post(tx, { line, fact, at }, drawFinal(line, fact));
  await finalizeDraw(tx, fact, at);
}

interface Booked {
  readonly line: CreditLine;
  readonly fact: LineFact;
  readonly at: Date;
}

async function book(tx: Tx, booked: Booked & { readonly isFinal: boolean }): Promise<void> {
  const { line, fact, isFinal } = booked;
  switch (fact.name) {
    case "CreditDrawn":
      await post(tx, booked, drawPostings(line, fact));
      return isFinal ? post(tx, booked, drawFinal(line, fact)) : undefined;
    case "CreditRepaid":
      return post(tx, booked, await bookRepayment(tx, { line, fact }));
    case "CreditWaived":
      return post(tx, booked, waiverPostings(line, fact));
    case "DefaultDeclared":
      return post(tx, booked, defaultPostings(line, fact));
    case "LossRecovered":
      // That of a line in default is a part of the repayment, which comes next.
      return line.status === "WRITTEN_OFF" ? post(tx, booked, recoveryPostings(line, fact)) : undefined;
    default:
      return;
  }
}

async function post(tx: Tx, { line, fact, at }: Booked, postings: readonly Posting[]): Promise<void> {
  const { merchantId, livemode } = line;
  const common = { sourceId: factSource(fact.id), merchantId, livemode, postedAt: at };
  for (const posting of postings) await postEntry(tx, { ...posting, ...common });
}

/** The line that a fact is about; the one that a CreditOpened begins is made, or there again after a reorg. */
async function lineOf(
  tx: Tx,
  fact: LineFact,
  context: CreditContext,
  at: Date,
): Promise<CreditLine | undefined> {
  const known = await lockLine(tx, fact);
  if (known || fact.name !== "CreditOpened") return known;
  const line = await newLine(tx, fact, context, at);
  if (line) await insertLine(tx, line);
  return line;
}

/** None for a token that is not registered: nothing of ours can be in it. */
async function newLine(
  tx: Tx,
  fact: FactNamed<"CreditOpened">,
  context: CreditContext,
  at: Date,
): Promise<CreditLine | undefined> {
  const { chainId, contract, creditId } = fact;
  const account = fact.terms.borrower;
  const token = tokenOfCredit(context.creditOf(chainId), contract);
  const found = token && (await findAssetWithMode(tx, assetIdOf(chainId, token)));
  if (!found) return undefined;
  const owner = await ownerOfAccount(tx, { chainId, account });
  return {
    id: newId("CreditLine"),
    merchantId: owner?.merchantId ?? null,
    livemode: found.livemode,
    chainId,
    asset: found.asset.assetId,
    contract,
    onchainId: creditId,
    account,
    ...openedState(fact),
    createdAt: at,
    updatedAt: at,
    version: 1,
  };
}
