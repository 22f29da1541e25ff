import type { DomainError, Evidence } from "../../../kernel/errors/domainError.ts";
import type { ErrorCode } from "../../../kernel/errors/errorCodes.ts";
import {
  GeneralError,
  IdempotencyConflictError,
  InsufficientBalanceError,
  InvalidStateError,
  LimitExceededError,
  type UserError,
} from "./userError.type.ts";

/** Names under which limits stand in the evidence of refusals. */
const LIMITS = ["limit", "maxUnits", "minimumUnits", "capturableUnits", "refundableUnits"];

const LIMIT_CODES: readonly ErrorCode[] = [
  "AMOUNT_TOO_LARGE",
  "AMOUNT_BELOW_MINIMUM",
  "PAYMENT_CAPTURE_EXCEEDS_AUTHORIZATION",
  "REFUND_EXCEEDS_CAPTURED",
  "PAYOUT_LIMIT_EXCEEDED",
];

/** The one place where a refusal of a use case becomes a member of the UserError interface. */
export function toUserError(error: DomainError): UserError {
  const { evidence } = error;
  const common = {
    message: error.message,
    path: [...(error.path ?? [])],
    code: error.code,
    retryable: error.retryable,
  };
  if (error.code === "INVALID_STATE") {
    const allowed = Array.isArray(evidence.allowed) ? evidence.allowed.map(String) : [];
    return Object.assign(new InvalidStateError(), common, { current: textOf(evidence, "current"), allowed });
  }
  if (error.code === "INSUFFICIENT_BALANCE") {
    return Object.assign(new InsufficientBalanceError(), common, {
      available: textOf(evidence, "availableUnits"),
      required: textOf(evidence, "requiredUnits"),
    });
  }
  if (error.code === "IDEMPOTENCY_KEY_REUSED" || error.code === "IDEMPOTENCY_IN_PROGRESS") {
    return Object.assign(new IdempotencyConflictError(), common);
  }
  if (LIMIT_CODES.includes(error.code)) {
    const name = LIMITS.find((candidate) => evidence[candidate] !== undefined);
    return Object.assign(new LimitExceededError(), common, { limit: name ? textOf(evidence, name) : null });
  }
  return Object.assign(new GeneralError(), common);
}

function textOf(evidence: Evidence, name: string): string | null {
  const value = evidence[name];
  return value === undefined || value === null ? null : String(value);
}
