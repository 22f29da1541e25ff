import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { parseAssetId } from "../../../kernel/ids/chainIds.ts";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { given } from "../../common/input/given.ts";
import { type Connection, toConnection } from "../../common/paging/connection.ts";
import { toPageRequest } from "../../common/paging/pageArgs.ts";
import { AssetIdScalar, DateTimeScalar } from "../../common/scalars/scalars.ts";
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

  @Allow(SEE_BALANCES)
  @Query(() => Balance, {
    description:
      "Your balance in one asset as it stood at an instant: after the last entry that was posted by then; zero before the first.",
  })
  async balanceHistory(
    @Arg("assetId", () => AssetIdScalar, { description: "In which asset." }) assetId: string,
    @Arg("at", () => DateTimeScalar, { description: "When; an instant to come is now." }) at: Date,
    @Ctx() context: DoorContext,
  ): Promise<Balance> {
    const { assetId: asset } = parseAssetId(assetId);
    const found = await context.services.ledger.balanceAt(context.merchant, { asset, at });
    return Object.assign(toBalance(context, found), { asOf: null });
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
