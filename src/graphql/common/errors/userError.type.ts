import { Field, InterfaceType, ObjectType } from "type-graphql";
import { ERROR_CODES, type ErrorCode } from "../../../kernel/errors/errorCodes.ts";
import { Allow, ANYONE } from "../access/access.ts";
import { enumFrom } from "../enumFrom.ts";
import { UInt256Scalar } from "../scalars/scalars.ts";

export const ErrorCodeEnum = enumFrom(
  {
    name: "ErrorCode",
    description: "Why a command was refused. Clients must tolerate codes that they do not know.",
  },
  ERROR_CODES,
);

/** What every refusal says; the implementers add evidence. */
@InterfaceType({
  autoRegisterImplementations: false,
  description: "A refusal of a command. Nothing has changed.",
})
export abstract class UserError {
  @Field(() => String, {
    simple: true,
    description: "For people; may change at any time. Programs read the code.",
  })
  message!: string;

  @Field(() => [String], {
    simple: true,
    description: "Names from the arguments down to the input field that is to blame; empty when none is.",
  })
  path!: string[];

  @Field(() => ErrorCodeEnum, { simple: true, description: "Stable name of the reason." })
  code!: ErrorCode;

  @Field(() => Boolean, {
    simple: true,
    description: "Whether the same command, with the same idempotency key, may succeed later.",
  })
  retryable!: boolean;
}

@Allow(ANYONE)
@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "A refusal whose code says it all.",
})
export class GeneralError extends UserError {}

@Allow(ANYONE)
@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "The object is in a state that does not allow this.",
})
export class InvalidStateError extends UserError {
  @Field(() => String, { nullable: true, description: "The state it is in." })
  current!: string | null;

  @Field(() => [String], { description: "The states that would allow it." })
  allowed!: string[];
}

@Allow(ANYONE)
@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "The available balance is too small.",
})
export class InsufficientBalanceError extends UserError {
  @Field(() => UInt256Scalar, {
    nullable: true,
    description: "What is available, in the asset's smallest unit.",
  })
  available!: string | null;

  @Field(() => UInt256Scalar, {
    nullable: true,
    description: "What was asked for, in the asset's smallest unit.",
  })
  required!: string | null;
}

@Allow(ANYONE)
@ObjectType({ implements: UserError, simpleResolvers: true, description: "A number lies beyond a limit." })
export class LimitExceededError extends UserError {
  @Field(() => UInt256Scalar, {
    nullable: true,
    description: "The limit: the asset's smallest unit for amounts, basis points for fees.",
  })
  limit!: string | null;
}

@Allow(ANYONE)
@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "The idempotency key cannot be used for this request, or not yet.",
})
export class IdempotencyConflictError extends UserError {}

/** Every implementer, for the doors' orphanedTypes. */
export const USER_ERROR_TYPES = [
  GeneralError,
  InvalidStateError,
  InsufficientBalanceError,
  LimitExceededError,
  IdempotencyConflictError,
] as const;
