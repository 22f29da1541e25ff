import { DomainError } from "../../kernel/errors/domainError.ts";
import type { Payment } from "./payment.ts";

export class PaymentNotFound extends DomainError {
  constructor() {
    super("NOT_FOUND", "There is no such payment.");
  }
}

export class PaymentReferenceTaken extends DomainError {
  constructor(merchantReference: string) {
    super("REFERENCE_TAKEN", "Another open payment has this merchantReference.", {
      evidence: { merchantReference },
      path: ["input", "merchantReference"],
    });
  }
}

export class PaymentStateRefused extends DomainError {
  constructor(payment: Payment, allowed: readonly Payment["status"][]) {
    super("INVALID_STATE", `The payment is ${payment.status}.`, {
      evidence: { current: payment.status, allowed },
    });
  }
}

export class PaymentTimeOver extends DomainError {
  constructor(payment: Payment) {
    super("PAYMENT_EXPIRED", "The time to pay is over; ask the merchant for a new payment.", {
      evidence: { expiresAt: payment.expiresAt.toISOString() },
    });
  }
}

/** One that could be paid in two ways could be paid twice. */
export class PaidAtAddress extends DomainError {
  constructor(payment: Payment) {
    super("SCHEME_UNSUPPORTED", "This payment is paid by a transfer to its deposit address.", {
      evidence: { depositAddress: payment.depositAddress },
    });
  }
}

export class AuthorizationExpired extends DomainError {
  constructor(payment: Payment) {
    super(
      "PAYMENT_AUTHORIZATION_EXPIRED",
      "The authorization has expired; the hold goes back to the payer.",
      {
        evidence: { authorizationExpiresAt: payment.authorizationExpiresAt.toISOString() },
      },
    );
  }
}

export class CaptureExceedsAuthorization extends DomainError {
  constructor(asked: bigint, capturableUnits: bigint) {
    super("PAYMENT_CAPTURE_EXCEEDS_AUTHORIZATION", "More than the capturable amount was asked for.", {
      evidence: { askedUnits: asked.toString(), capturableUnits: capturableUnits.toString() },
      path: ["input", "amount"],
    });
  }
}

export class OperationPending extends DomainError {
  constructor() {
    super(
      "PAYMENT_OPERATION_PENDING",
      "A capture or void of this payment is on its way; wait for its outcome.",
      {
        retryable: true,
      },
    );
  }
}

export class NothingToVoid extends DomainError {
  constructor(payment: Payment) {
    super("PAYMENT_NOTHING_TO_VOID", "Nothing is held for this payment.", {
      evidence: { current: payment.status },
    });
  }
}

export class RefundExceedsCaptured extends DomainError {
  constructor(asked: bigint, refundableUnits: bigint) {
    super("REFUND_EXCEEDS_CAPTURED", "More than the captured and not yet refunded amount was asked for.", {
      evidence: { askedUnits: asked.toString(), refundableUnits: refundableUnits.toString() },
      path: ["input", "amount"],
    });
  }
}

export class RefundTimeOver extends DomainError {
  constructor(payment: Payment) {
    super("REFUND_EXPIRED", "The time in which the contract allows refunds is over.", {
      evidence: { refundExpiresAt: payment.refundExpiresAt.toISOString() },
    });
  }
}

export class SignatureInvalid extends DomainError {
  constructor(field = "signature") {
    super(
      "SIGNATURE_INVALID",
      "Sign exactly the typed data of paymentPrepare, with the payer's wallet, on its chain.",
      {
        path: ["input", field],
      },
    );
  }
}

export class AllowanceTooSmall extends DomainError {
  constructor(allowance: bigint, required: bigint) {
    super(
      "ALLOWANCE_TOO_SMALL",
      "The wallet has not allowed so much to be taken; prepare the payment again.",
      {
        evidence: { allowanceUnits: allowance.toString(), requiredUnits: required.toString() },
      },
    );
  }
}

export class ChainUnavailable extends DomainError {
  constructor() {
    super("CHAIN_UNAVAILABLE", "No node of the chain answers just now.", { retryable: true });
  }
}

export class SignatureReplayed extends DomainError {
  constructor() {
    super("SIGNATURE_REPLAYED", "This authorization was already used.", { path: ["input", "signature"] });
  }
}

export class SignatureExpired extends DomainError {
  constructor(validAfter: number, validBefore: number) {
    super("SIGNATURE_EXPIRED", "The signed authorization is not valid now; prepare the payment again.", {
      evidence: { validAfter, validBefore },
    });
  }
}
