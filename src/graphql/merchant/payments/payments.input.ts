import { ArgsType, Field, InputType } from "type-graphql";
import type { PaymentOrder, PaymentStatus } from "../../../modules/payments/index.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { PageArgs } from "../../common/paging/pageArgs.ts";
import { AssetIdScalar, DateTimeScalar } from "../../common/scalars/scalars.ts";
import { PaymentStatusEnum } from "./payment.type.ts";

export const PaymentOrderEnum = enumFrom(
  { name: "PaymentOrder", description: "In which order payments are listed." },
  {
    CREATED_DESC: "Newest first.",
    CREATED_ASC: "Oldest first.",
    UPDATED_DESC: "Last changed first.",
    UPDATED_ASC: "First changed first: with updatedSince, the order in which to catch up.",
  },
);

@InputType({ description: "Which payments to list; all conditions must hold." })
export class PaymentFilter {
  @Field(() => [PaymentStatusEnum], { nullable: true, description: "Only those in one of these statuses." })
  status!: PaymentStatus[] | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Only those that changed at this instant or later.",
  })
  updatedSince!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Only those created at this instant or later.",
  })
  createdSince!: Date | null;

  @Field(() => AssetIdScalar, { nullable: true, description: "Only those in this asset." })
  assetId!: string | null;
}

@ArgsType()
export class PaymentsArgs extends PageArgs {
  @Field(() => PaymentFilter, { nullable: true, description: "Which payments; all when absent." })
  filter!: PaymentFilter | null;

  @Field(() => PaymentOrderEnum, { nullable: true, description: "Default CREATED_DESC." })
  orderBy!: PaymentOrder | null;
}
