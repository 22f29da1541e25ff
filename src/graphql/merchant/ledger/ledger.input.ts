import { ArgsType, Field, InputType } from "type-graphql";
import { PageArgs } from "../../common/paging/pageArgs.ts";
import { DateTimeScalar } from "../../common/scalars/scalars.ts";

@InputType({ description: "Which journal entries to list; all conditions must hold." })
export class JournalEntryFilter {
  @Field(() => String, { nullable: true, description: "Only those with this cause; see sourceId." })
  sourceId!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Only those posted at this instant or later." })
  postedSince!: Date | null;
}

@ArgsType()
export class JournalEntriesArgs extends PageArgs {
  @Field(() => JournalEntryFilter, { nullable: true, description: "Which entries; all when absent." })
  filter!: JournalEntryFilter | null;
}
