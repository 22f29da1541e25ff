import { Args, Ctx, Query, Resolver } from "type-graphql";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { given } from "../../common/input/given.ts";
import { type Connection, toConnection } from "../../common/paging/connection.ts";
import { toPageRequest } from "../../common/paging/pageArgs.ts";
import { SEE_BALANCES, SEE_BOOKS } from "../access.ts";
import { JournalEntriesArgs } from "./ledger.input.ts";
import {
  Balance,
  type JournalEntry,
  JournalEntryConnection,
  toBalance,
  toJournalEntry,
} from "./ledger.type.ts";

@Resolver()
export class LedgerResolver {
  @Allow(SEE_BALANCES)
  @Query(() => [Balance], { description: "Your balances, one for each asset that you ever had." })
  async balances(@Ctx() context: DoorContext): Promise<Balance[]> {
    const found = await context.services.ledger.balances(context.merchant);
    return found.map((balance) => toBalance(context, balance));
  }

  @Allow(SEE_BOOKS)
  @Query(() => JournalEntryConnection, {
    description:
      "The journal, newest first: a merchant's own entries of the key's mode, or everybody's for an operator.",
  })
  async journalEntries(
    @Args(() => JournalEntriesArgs) args: JournalEntriesArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<JournalEntry>> {
    const page = toPageRequest(args);
    const query = { filter: given(args.filter ?? {}), page };
    const found = await context.services.ledger.listEntries(context.staff, query);
    return toConnection(found, page, { item: (entry) => toJournalEntry(context, entry) });
  }
}
