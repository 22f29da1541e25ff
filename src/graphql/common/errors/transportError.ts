import { GraphQLError } from "graphql";

/** Codes of top-level errors: the request could not be carried out as a request. Business refusals are userErrors. */
export const TRANSPORT_STATUS = {
  PARSE_FAILED: 400,
  VALIDATION_FAILED: 400,
  MULTIPLE_OPERATIONS: 400,
  BAD_USER_INPUT: 400,
  QUERY_TOO_COMPLEX: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  THROTTLED: 429,
  INTERNAL: 500,
} as const;

export type TransportCode = keyof typeof TRANSPORT_STATUS;

/** A refusal of the request itself, safe to show to whoever sent it. */
export class TransportError extends GraphQLError {
  readonly code: TransportCode;
  /** Further refusals of the same kind, such as several validation errors. */
  readonly details: readonly GraphQLError[];

  constructor(
    code: TransportCode,
    message: string,
    options: { evidence?: object; details?: readonly GraphQLError[] } = {},
  ) {
    super(message, { extensions: { code, ...options.evidence } });
    this.code = code;
    this.details = options.details ?? [];
  }
}
