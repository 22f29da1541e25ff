// Written by `npm run fix` from operations.graphql and the merchant door's schema.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Who decides when held money is captured. */
export type CaptureMethod =
  /** All of it is captured as soon as the hold is on chain. */
  | 'AUTOMATIC'
  /** The merchant captures, in one or several parts, until the authorization expires. */
  | 'MANUAL';

/** Where a capture stands. */
export type CaptureStatus =
  /** It is on chain; the block is not final. */
  | 'CONFIRMING'
  /** It was proven not to have happened. */
  | 'FAILED'
  /** Accepted; no transaction carries it yet. */
  | 'PENDING'
  /** A transaction carries it; its outcome is unknown. */
  | 'SUBMITTED'
  /** It is on chain and final. */
  | 'SUCCEEDED';

/** How a payment is paid at an address of its own. */
export type DepositOptionInput = {
  /** Seconds after the time to pay in which late money is still the payment's: 0 to 2,592,000; default 86,400. */
  readonly monitorSeconds?: number | null | undefined;
  /** Where money can be returned to that is not credited; the settlement account when absent. It is part of the address. */
  readonly refundTo?: string | null | undefined;
  /** The same in whole units of the asset, instead; nothing when both are absent. */
  readonly tolerance?: string | null | undefined;
  /** So much less than the amount is taken for all of it, in 1/10,000 of the amount, rounded down: 0 to 9,999. */
  readonly toleranceBps?: number | null | undefined;
};

/** Why a command was refused. Clients must tolerate codes that they do not know. */
export type ErrorCode =
  /** The address' mixed-case checksum (EIP-55) is wrong; a character was probably mistyped. */
  | 'ADDRESS_CHECKSUM'
  /** Not an EVM address: 0x and 40 hexadecimal digits are expected. */
  | 'ADDRESS_MALFORMED'
  /** The account is on another chain than the asset. */
  | 'ADDRESS_WRONG_CHAIN'
  /** The wallet has not allowed the amount to be taken; see paymentPrepare. */
  | 'ALLOWANCE_TOO_SMALL'
  /** The amount is below the asset's minimum. */
  | 'AMOUNT_BELOW_MINIMUM'
  /** The amount must be greater than zero. */
  | 'AMOUNT_NOT_POSITIVE'
  /** The amount has more decimals than the asset. */
  | 'AMOUNT_PRECISION'
  /** The amount is above 2^120 - 1 of the asset's smallest unit. */
  | 'AMOUNT_TOO_LARGE'
  /** The asset is switched off for new payments. */
  | 'ASSET_DISABLED'
  /** No such asset here; see the assets query. */
  | 'ASSET_UNKNOWN'
  /** A test key cannot use an asset of a live chain, nor a live key one of a test chain. */
  | 'ASSET_WRONG_MODE'
  /** The chain cannot be asked just now; send the request again. */
  | 'CHAIN_UNAVAILABLE'
  /** No such chain here; see the chains query. */
  | 'CHAIN_UNKNOWN'
  /** Another draw of this credit line waits for its transaction; see expiresAt. */
  | 'CREDIT_DRAW_PENDING'
  /** The credit line cannot be drawn now; see blockers. */
  | 'CREDIT_DRAW_REFUSED'
  /** Nothing is lent in this asset. */
  | 'CREDIT_NOT_OFFERED'
  /** Another credit request for this asset is under way. */
  | 'CREDIT_REQUEST_OPEN'
  /** The chain has no deposit addresses here; let the payer pay with a wallet. */
  | 'DEPOSITS_UNAVAILABLE'
  /** A payment takes only deposits in its own asset. */
  | 'DEPOSIT_ASSET_MISMATCH'
  /** The money has not reached the settlement account yet; wait for its sweep. */
  | 'DEPOSIT_NOT_SWEPT'
  /** The fee must lie between 0 and 10,000 basis points. */
  | 'FEE_OUT_OF_RANGE'
  /** A request with this idempotency key is still running; send it again. */
  | 'IDEMPOTENCY_IN_PROGRESS'
  /** This idempotency key was used with other input; use a new key. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** The available balance is smaller than what was asked for. */
  | 'INSUFFICIENT_BALANCE'
  /** A field is malformed; path names it. */
  | 'INVALID_INPUT'
  /** The object's state does not allow this; see current and allowed. */
  | 'INVALID_STATE'
  /** The invitation was accepted already, has expired, or never was. */
  | 'INVITATION_INVALID'
  /** Nothing has moved since the last cut-off. */
  | 'NOTHING_TO_SETTLE'
  /** No such object in your account; objects of other merchants answer the same. */
  | 'NOT_FOUND'
  /** The authorization has expired; the payer can reclaim the hold. */
  | 'PAYMENT_AUTHORIZATION_EXPIRED'
  /** The authorization has not expired yet. */
  | 'PAYMENT_AUTHORIZATION_NOT_EXPIRED'
  /** More than the capturable amount was asked for. */
  | 'PAYMENT_CAPTURE_EXCEEDS_AUTHORIZATION'
  /** The payment's time to pay is over. */
  | 'PAYMENT_EXPIRED'
  /** Nothing is held for this payment. */
  | 'PAYMENT_NOTHING_TO_VOID'
  /** A capture or void of this payment is already on its way. */
  | 'PAYMENT_OPERATION_PENDING'
  /** The payment is bound to another payer. */
  | 'PAYMENT_PAYER_MISMATCH'
  /** The payouts of 24 hours would exceed what the operator allows; see limit. */
  | 'PAYOUT_LIMIT_EXCEEDED'
  /** You already have a recipient with this account. */
  | 'RECIPIENT_EXISTS'
  /** The recipient cannot be paid yet; see usableFrom. */
  | 'RECIPIENT_NOT_ACTIVE'
  /** Another open payment of yours already has this merchantReference. */
  | 'REFERENCE_TAKEN'
  /** More than the captured and not yet refunded amount was asked for. */
  | 'REFUND_EXCEEDS_CAPTURED'
  /** The time in which the contract allows refunds is over. */
  | 'REFUND_EXPIRED'
  /** The asset does not support this way of paying; see paymentPrepare. */
  | 'SCHEME_UNSUPPORTED'
  /** Whoever asked for a payout, or approved it already, is not a second person. */
  | 'SECOND_PERSON_REQUIRED'
  /** The merchant has no confirmed settlement account on this chain. */
  | 'SETTLEMENT_ACCOUNT_MISSING'
  /** The signature is not the account's over this merchant, chain and account. */
  | 'SETTLEMENT_ACCOUNT_SIGNATURE'
  /** The signed authorization is not valid now; see validAfter and validBefore. */
  | 'SIGNATURE_EXPIRED'
  /** The signature is malformed or is not the payer's over this payment on this chain. */
  | 'SIGNATURE_INVALID'
  /** This authorization was already submitted for another payment or is used on chain. */
  | 'SIGNATURE_REPLAYED'
  /** The message is not valid now; see issuedAt, notBefore and expirationTime in it. */
  | 'SIGN_IN_MESSAGE_EXPIRED'
  /** The message is none of Sign-In with Ethereum (EIP-4361), to the letter. */
  | 'SIGN_IN_MESSAGE_MALFORMED'
  /** The nonce is unknown, used or expired; ask for another with authNonce. */
  | 'SIGN_IN_NONCE_INVALID'
  /** Wallets do not sign in here on the page that the message names; see its domain and URI. */
  | 'SIGN_IN_ORIGIN_UNKNOWN'
  /** The signature is not over this message, or not of the account that it names. */
  | 'SIGN_IN_SIGNATURE_INVALID'
  /** Only a test chain's clock can be moved. */
  | 'TEST_CLOCK_UNAVAILABLE'
  /** The URL is not a public https address. */
  | 'WEBHOOK_URL_REFUSED';

/** What to take from a hold. */
export type PaymentCaptureInput = {
  /** How much, in whole units of the asset; all that is capturable when absent. */
  readonly amount?: string | null | undefined;
  /** Your own key for this request, 1 to 255 characters: sent again with the same input it changes nothing and answers alike. */
  readonly idempotencyKey: string;
  /** The payment. */
  readonly paymentId: string;
};

/** What to ask a payer for. */
export type PaymentCreateInput = {
  /** How much, in whole units of the asset, such as "12.50". */
  readonly amount: string;
  /** What to be paid in; see the assets query. */
  readonly assetId: string;
  /** Seconds from then in which held money can be captured: 60 to 7,776,000; default 604,800. */
  readonly authorizationSeconds?: number | null | undefined;
  /** Who decides when held money is captured; default AUTOMATIC. */
  readonly captureMethod?: CaptureMethod | null | undefined;
  /** The payer pays by a plain transfer to an address of this payment alone, from any wallet or exchange; with a wallet at the storefront door when absent. */
  readonly deposit?: DepositOptionInput | null | undefined;
  /** Shown to the payer: 1 to 500 characters. */
  readonly description?: string | null | undefined;
  /** Seconds from now in which the payer can agree: 30 to 2,592,000; default 900. */
  readonly expiresInSeconds?: number | null | undefined;
  /** Your own key for this request, 1 to 255 characters: sent again with the same input it changes nothing and answers alike. */
  readonly idempotencyKey: string;
  /** Your own name for it, such as an order number: 1 to 200 characters. */
  readonly merchantReference?: string | null | undefined;
  /** Your own data: an object of at most 8,192 bytes of JSON, at most 10 levels deep. No personal data. */
  readonly metadata?: unknown;
  /** Seconds from then in which refunds are possible: 0 to 63,072,000; default 7,776,000. */
  readonly refundSeconds?: number | null | undefined;
};

/** Which payments to list; all conditions must hold. */
export type PaymentFilter = {
  /** Only those in this asset. */
  readonly assetId?: string | null | undefined;
  /** Only those created at this instant or later. */
  readonly createdSince?: string | null | undefined;
  /** Only those in one of these statuses. */
  readonly status?: ReadonlyArray<PaymentStatus> | null | undefined;
  /** Only those that changed at this instant or later. */
  readonly updatedSince?: string | null | undefined;
};

/** Why a payment is in its status, where the status does not say it all. */
export type PaymentReason =
  /** The hold expired and went back to the payer. */
  | 'AUTHORIZATION_EXPIRED'
  /** What made it complete came after expiresAt, by the time of its block. */
  | 'LATE'
  /** More than what was due came; the rest is an unmatched deposit once it is final. */
  | 'OVERPAID'
  /** The chain replaced a block that carried this payment. */
  | 'REORGED'
  /** Less than what was due came; a payment that succeeded took it for all of it. */
  | 'UNDERPAID'
  /** The hold was given back on the merchant's word. */
  | 'VOIDED'
  /** Something came in another asset, which is an unmatched deposit once it is final. */
  | 'WRONG_ASSET';

/** Where a payment stands. Clients must tolerate values that they do not know. */
export type PaymentStatus =
  /** The hold ended with nothing captured; see the reasons. */
  | 'CANCELED'
  /** The payer agreed; the chain has not confirmed it yet, as often as the amount needs. */
  | 'CONFIRMING'
  /** Nobody paid in time. */
  | 'EXPIRED'
  /** Less than what is due came to its deposit address; it waits for the rest until it expires. */
  | 'PARTIALLY_PAID'
  /** The money is held in escrow, until captured, voided or expired. */
  | 'REQUIRES_CAPTURE'
  /** Waits for the payer. */
  | 'REQUIRES_PAYMENT'
  /** The time to pay is over and too little came to its deposit address; the merchant decides. The rest may still come. */
  | 'REVIEW'
  /** Nothing is held any more, something was captured, and all of it is final; or enough came to its deposit address, finally. */
  | 'SUCCEEDED';

/** Which hold to give back. */
export type PaymentVoidInput = {
  /** Your own key for this request, 1 to 255 characters: sent again with the same input it changes nothing and answers alike. */
  readonly idempotencyKey: string;
  /** The payment. */
  readonly paymentId: string;
};

/** What to pay out at once. */
export type PayoutBatchCreateInput = {
  /** Your own key for this request, 1 to 255 characters: sent again with the same input it changes nothing and answers alike. */
  readonly idempotencyKey: string;
  /** 1 to 1,000 payouts, of any assets and chains. All are accepted or none; each has its own end. */
  readonly items: ReadonlyArray<PayoutBatchItemInput>;
  /** Your own name for the batch: 1 to 200 characters. */
  readonly merchantReference?: string | null | undefined;
};

/** One payout of a batch. */
export type PayoutBatchItemInput = {
  /** How much, in whole units of the asset. */
  readonly amount: string;
  /** What to pay out. */
  readonly assetId: string;
  /** Your own name for it: 1 to 200 characters. */
  readonly merchantReference?: string | null | undefined;
  /** To whom; the payout address of your own settlement account when absent. */
  readonly recipientId?: string | null | undefined;
};

/** Where a batch of payouts stands. */
export type PayoutBatchStatus =
  /** All amounts are reserved; nothing was sent yet. */
  | 'ACCEPTED'
  /** Every payout was canceled. */
  | 'CANCELED'
  /** Every payout has ended and none is paid; at least one failed. */
  | 'FAILED'
  /** Every payout is paid, and final. */
  | 'PAID'
  /** Every payout has ended; some are paid, the amounts of the others are available again. */
  | 'PARTIALLY_PAID'
  /** Some payouts have not ended. */
  | 'PROCESSING';

/** Which payout to take back. */
export type PayoutCancelInput = {
  /** Your own key for this request, 1 to 255 characters: sent again with the same input it changes nothing and answers alike. */
  readonly idempotencyKey: string;
  /** The payout. */
  readonly payoutId: string;
};

/** What to pay out. */
export type PayoutCreateInput = {
  /** How much, in whole units of the asset; at most what is available. */
  readonly amount: string;
  /** What to pay out. */
  readonly assetId: string;
  /** Your own key for this request, 1 to 255 characters: sent again with the same input it changes nothing and answers alike. */
  readonly idempotencyKey: string;
  /** Your own name for it: 1 to 200 characters. */
  readonly merchantReference?: string | null | undefined;
  /** To whom; the payout address of your own settlement account when absent. */
  readonly recipientId?: string | null | undefined;
};

/** Which payouts to list; all conditions must hold. */
export type PayoutFilter = {
  /** Only those of this batch. */
  readonly payoutBatchId?: string | null | undefined;
  /** Only those in one of these statuses. */
  readonly status?: ReadonlyArray<PayoutStatus> | null | undefined;
  /** Only those that changed at this instant or later. */
  readonly updatedSince?: string | null | undefined;
};

/** Where a payout stands. */
export type PayoutStatus =
  /** It was taken back before a transaction carried it; the amount is available again. */
  | 'CANCELED'
  /** It is on chain; the block is not final. */
  | 'CONFIRMING'
  /** It was proven not to have happened; the amount is available again. */
  | 'FAILED'
  /** It is on chain and final. */
  | 'PAID'
  /** Accepted and reserved; no transaction carries it yet. */
  | 'READY'
  /** Accepted and reserved; waits for people who did not ask for it to approve it. */
  | 'REQUIRES_APPROVAL'
  /** A transaction carries it; its outcome is unknown. Only if that was never signed it may be READY again. */
  | 'SUBMITTED';

/** An account to pay out to. */
export type RecipientCreateInput = {
  /** The account, as a CAIP-10 id. */
  readonly account: string;
  /** Your own key for this request, 1 to 255 characters: sent again with the same input it changes nothing and answers alike. */
  readonly idempotencyKey: string;
  /** Your name for it: 1 to 100 characters. */
  readonly label: string;
};

/** Whether a recipient can be paid. */
export type RecipientStatus =
  /** The contract knows it; it can be paid from usableFrom on. */
  | 'ACTIVE'
  /** The contract refused it; most often the account is not managed by the platform. */
  | 'FAILED'
  /** Asked for; the contract does not know it yet. */
  | 'PENDING'
  /** The contract does not allow it any more. */
  | 'REMOVED';

/** What to give back to the payer out of captured money. */
export type RefundCreateInput = {
  /** How much, in whole units of the asset; all that is refundable when absent. */
  readonly amount?: string | null | undefined;
  /** Your own key for this request, 1 to 255 characters: sent again with the same input it changes nothing and answers alike. */
  readonly idempotencyKey: string;
  /** The payment. */
  readonly paymentId: string;
};

/** Where a refund stands. */
export type RefundStatus =
  /** It is on chain; the block is not final. */
  | 'CONFIRMING'
  /** It was proven not to have happened. */
  | 'FAILED'
  /** Accepted; no transaction carries it yet. */
  | 'PENDING'
  /** A transaction carries it; its outcome is unknown. */
  | 'SUBMITTED'
  /** It is on chain and final. */
  | 'SUCCEEDED';

export type PaymentFieldsFragment = { readonly id: string, readonly status: PaymentStatus, readonly statusReasons: ReadonlyArray<PaymentReason>, readonly merchantReference: string | null, readonly clientSecret: string, readonly livemode: boolean, readonly expiresAt: string, readonly createdAt: string, readonly updatedAt: string, readonly amount: { readonly decimal: string, readonly atomic: string }, readonly amountCapturable: { readonly decimal: string, readonly atomic: string }, readonly amountCaptured: { readonly decimal: string, readonly atomic: string }, readonly amountRefunded: { readonly decimal: string, readonly atomic: string } };

export type PayoutFieldsFragment = { readonly id: string, readonly status: PayoutStatus, readonly failure: string | null, readonly merchantReference: string | null, readonly livemode: boolean, readonly destination: string, readonly createdAt: string, readonly updatedAt: string, readonly amount: { readonly decimal: string, readonly atomic: string } };

export type PayoutBatchFieldsFragment = { readonly id: string, readonly status: PayoutBatchStatus, readonly merchantReference: string | null, readonly livemode: boolean, readonly createdAt: string, readonly counts: { readonly total: number, readonly ready: number, readonly submitted: number, readonly confirming: number, readonly paid: number, readonly failed: number, readonly canceled: number } };

type Refusals_GeneralError_Fragment = { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean };

type Refusals_IdempotencyConflictError_Fragment = { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean };

type Refusals_InsufficientBalanceError_Fragment = { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean };

type Refusals_InvalidStateError_Fragment = { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean };

type Refusals_LimitExceededError_Fragment = { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean };

export type RefusalsFragment =
  | Refusals_GeneralError_Fragment
  | Refusals_IdempotencyConflictError_Fragment
  | Refusals_InsufficientBalanceError_Fragment
  | Refusals_InvalidStateError_Fragment
  | Refusals_LimitExceededError_Fragment
;

export type PaymentCreateMutationVariables = Exact<{
  input: PaymentCreateInput;
}>;


export type PaymentCreateMutation = { readonly paymentCreate: { readonly idempotentReplay: boolean, readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly statusReasons: ReadonlyArray<PaymentReason>, readonly merchantReference: string | null, readonly clientSecret: string, readonly livemode: boolean, readonly expiresAt: string, readonly createdAt: string, readonly updatedAt: string, readonly amount: { readonly decimal: string, readonly atomic: string }, readonly amountCapturable: { readonly decimal: string, readonly atomic: string }, readonly amountCaptured: { readonly decimal: string, readonly atomic: string }, readonly amountRefunded: { readonly decimal: string, readonly atomic: string } } | null, readonly userErrors: ReadonlyArray<
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
    > } };

export type PaymentCaptureMutationVariables = Exact<{
  input: PaymentCaptureInput;
}>;


export type PaymentCaptureMutation = { readonly paymentCapture: { readonly idempotentReplay: boolean, readonly capture: { readonly id: string, readonly status: CaptureStatus, readonly amount: { readonly decimal: string, readonly atomic: string } } | null, readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly statusReasons: ReadonlyArray<PaymentReason>, readonly merchantReference: string | null, readonly clientSecret: string, readonly livemode: boolean, readonly expiresAt: string, readonly createdAt: string, readonly updatedAt: string, readonly amount: { readonly decimal: string, readonly atomic: string }, readonly amountCapturable: { readonly decimal: string, readonly atomic: string }, readonly amountCaptured: { readonly decimal: string, readonly atomic: string }, readonly amountRefunded: { readonly decimal: string, readonly atomic: string } } | null, readonly userErrors: ReadonlyArray<
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
    > } };

export type PaymentVoidMutationVariables = Exact<{
  input: PaymentVoidInput;
}>;


export type PaymentVoidMutation = { readonly paymentVoid: { readonly idempotentReplay: boolean, readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly statusReasons: ReadonlyArray<PaymentReason>, readonly merchantReference: string | null, readonly clientSecret: string, readonly livemode: boolean, readonly expiresAt: string, readonly createdAt: string, readonly updatedAt: string, readonly amount: { readonly decimal: string, readonly atomic: string }, readonly amountCapturable: { readonly decimal: string, readonly atomic: string }, readonly amountCaptured: { readonly decimal: string, readonly atomic: string }, readonly amountRefunded: { readonly decimal: string, readonly atomic: string } } | null, readonly userErrors: ReadonlyArray<
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
    > } };

export type RefundCreateMutationVariables = Exact<{
  input: RefundCreateInput;
}>;


export type RefundCreateMutation = { readonly refundCreate: { readonly idempotentReplay: boolean, readonly refund: { readonly id: string, readonly status: RefundStatus, readonly amount: { readonly decimal: string, readonly atomic: string } } | null, readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly statusReasons: ReadonlyArray<PaymentReason>, readonly merchantReference: string | null, readonly clientSecret: string, readonly livemode: boolean, readonly expiresAt: string, readonly createdAt: string, readonly updatedAt: string, readonly amount: { readonly decimal: string, readonly atomic: string }, readonly amountCapturable: { readonly decimal: string, readonly atomic: string }, readonly amountCaptured: { readonly decimal: string, readonly atomic: string }, readonly amountRefunded: { readonly decimal: string, readonly atomic: string } } | null, readonly userErrors: ReadonlyArray<
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
    > } };

export type RecipientCreateMutationVariables = Exact<{
  input: RecipientCreateInput;
}>;


export type RecipientCreateMutation = { readonly recipientCreate: { readonly idempotentReplay: boolean, readonly recipient: { readonly id: string, readonly label: string, readonly account: string, readonly status: RecipientStatus, readonly usableFrom: string | null } | null, readonly userErrors: ReadonlyArray<
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
    > } };

export type PayoutCreateMutationVariables = Exact<{
  input: PayoutCreateInput;
}>;


export type PayoutCreateMutation = { readonly payoutCreate: { readonly idempotentReplay: boolean, readonly payout: { readonly id: string, readonly status: PayoutStatus, readonly failure: string | null, readonly merchantReference: string | null, readonly livemode: boolean, readonly destination: string, readonly createdAt: string, readonly updatedAt: string, readonly amount: { readonly decimal: string, readonly atomic: string } } | null, readonly userErrors: ReadonlyArray<
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
    > } };

export type PayoutBatchCreateMutationVariables = Exact<{
  input: PayoutBatchCreateInput;
}>;


export type PayoutBatchCreateMutation = { readonly payoutBatchCreate: { readonly idempotentReplay: boolean, readonly payoutBatch: { readonly id: string, readonly status: PayoutBatchStatus, readonly merchantReference: string | null, readonly livemode: boolean, readonly createdAt: string, readonly counts: { readonly total: number, readonly ready: number, readonly submitted: number, readonly confirming: number, readonly paid: number, readonly failed: number, readonly canceled: number } } | null, readonly userErrors: ReadonlyArray<
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
    > } };

export type PayoutCancelMutationVariables = Exact<{
  input: PayoutCancelInput;
}>;


export type PayoutCancelMutation = { readonly payoutCancel: { readonly idempotentReplay: boolean, readonly payout: { readonly id: string, readonly status: PayoutStatus, readonly failure: string | null, readonly merchantReference: string | null, readonly livemode: boolean, readonly destination: string, readonly createdAt: string, readonly updatedAt: string, readonly amount: { readonly decimal: string, readonly atomic: string } } | null, readonly userErrors: ReadonlyArray<
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
      | { readonly code: ErrorCode, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean }
    > } };

export type PaymentQueryVariables = Exact<{
  id: string;
}>;


export type PaymentQuery = { readonly payment: { readonly id: string, readonly status: PaymentStatus, readonly statusReasons: ReadonlyArray<PaymentReason>, readonly merchantReference: string | null, readonly clientSecret: string, readonly livemode: boolean, readonly expiresAt: string, readonly createdAt: string, readonly updatedAt: string, readonly amount: { readonly decimal: string, readonly atomic: string }, readonly amountCapturable: { readonly decimal: string, readonly atomic: string }, readonly amountCaptured: { readonly decimal: string, readonly atomic: string }, readonly amountRefunded: { readonly decimal: string, readonly atomic: string } } | null };

export type PaymentsQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
  filter?: PaymentFilter | null | undefined;
}>;


export type PaymentsQuery = { readonly payments: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: PaymentStatus, readonly statusReasons: ReadonlyArray<PaymentReason>, readonly merchantReference: string | null, readonly clientSecret: string, readonly livemode: boolean, readonly expiresAt: string, readonly createdAt: string, readonly updatedAt: string, readonly amount: { readonly decimal: string, readonly atomic: string }, readonly amountCapturable: { readonly decimal: string, readonly atomic: string }, readonly amountCaptured: { readonly decimal: string, readonly atomic: string }, readonly amountRefunded: { readonly decimal: string, readonly atomic: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type PayoutsQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
  filter?: PayoutFilter | null | undefined;
}>;


export type PayoutsQuery = { readonly payouts: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: PayoutStatus, readonly failure: string | null, readonly merchantReference: string | null, readonly livemode: boolean, readonly destination: string, readonly createdAt: string, readonly updatedAt: string, readonly amount: { readonly decimal: string, readonly atomic: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type PayoutBatchQueryVariables = Exact<{
  id: string;
}>;


export type PayoutBatchQuery = { readonly payoutBatch: { readonly id: string, readonly status: PayoutBatchStatus, readonly merchantReference: string | null, readonly livemode: boolean, readonly createdAt: string, readonly counts: { readonly total: number, readonly ready: number, readonly submitted: number, readonly confirming: number, readonly paid: number, readonly failed: number, readonly canceled: number } } | null };

export type AssetsQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
}>;


export type AssetsQuery = { readonly assets: { readonly nodes: ReadonlyArray<{ readonly assetId: string, readonly symbol: string, readonly decimals: number, readonly minimum: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type BalancesQueryVariables = Exact<{ [key: string]: never; }>;


export type BalancesQuery = { readonly balances: ReadonlyArray<{ readonly asset: { readonly assetId: string, readonly symbol: string, readonly decimals: number }, readonly available: { readonly decimal: string, readonly atomic: string }, readonly pending: { readonly decimal: string, readonly atomic: string }, readonly reserved: { readonly decimal: string, readonly atomic: string }, readonly escrowed: { readonly decimal: string, readonly atomic: string } }> };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const PaymentFieldsFragmentDoc = new TypedDocumentString(`
    fragment PaymentFields on Payment {
  id
  status
  statusReasons
  merchantReference
  clientSecret
  livemode
  amount {
    decimal
    atomic
  }
  amountCapturable {
    decimal
    atomic
  }
  amountCaptured {
    decimal
    atomic
  }
  amountRefunded {
    decimal
    atomic
  }
  expiresAt
  createdAt
  updatedAt
}
    `, {"fragmentName":"PaymentFields"}) as unknown as TypedDocumentString<PaymentFieldsFragment, unknown>;
export const PayoutFieldsFragmentDoc = new TypedDocumentString(`
    fragment PayoutFields on Payout {
  id
  status
  failure
  merchantReference
  livemode
  destination
  amount {
    decimal
    atomic
  }
  createdAt
  updatedAt
}
    `, {"fragmentName":"PayoutFields"}) as unknown as TypedDocumentString<PayoutFieldsFragment, unknown>;
export const PayoutBatchFieldsFragmentDoc = new TypedDocumentString(`
    fragment PayoutBatchFields on PayoutBatch {
  id
  status
  merchantReference
  livemode
  counts {
    total
    ready
    submitted
    confirming
    paid
    failed
    canceled
  }
  createdAt
}
    `, {"fragmentName":"PayoutBatchFields"}) as unknown as TypedDocumentString<PayoutBatchFieldsFragment, unknown>;
export const RefusalsFragmentDoc = new TypedDocumentString(`
    fragment Refusals on UserError {
  code
  message
  path
  retryable
}
    `, {"fragmentName":"Refusals"}) as unknown as TypedDocumentString<RefusalsFragment, unknown>;
export const PaymentCreateDocument = new TypedDocumentString(`
    mutation PaymentCreate($input: PaymentCreateInput!) {
  paymentCreate(input: $input) {
    payment {
      ...PaymentFields
    }
    idempotentReplay
    userErrors {
      ...Refusals
    }
  }
}
    fragment PaymentFields on Payment {
  id
  status
  statusReasons
  merchantReference
  clientSecret
  livemode
  amount {
    decimal
    atomic
  }
  amountCapturable {
    decimal
    atomic
  }
  amountCaptured {
    decimal
    atomic
  }
  amountRefunded {
    decimal
    atomic
  }
  expiresAt
  createdAt
  updatedAt
}
fragment Refusals on UserError {
  code
  message
  path
  retryable
}`) as unknown as TypedDocumentString<PaymentCreateMutation, PaymentCreateMutationVariables>;
export const PaymentCaptureDocument = new TypedDocumentString(`
    mutation PaymentCapture($input: PaymentCaptureInput!) {
  paymentCapture(input: $input) {
    capture {
      id
      status
      amount {
        decimal
        atomic
      }
    }
    payment {
      ...PaymentFields
    }
    idempotentReplay
    userErrors {
      ...Refusals
    }
  }
}
    fragment PaymentFields on Payment {
  id
  status
  statusReasons
  merchantReference
  clientSecret
  livemode
  amount {
    decimal
    atomic
  }
  amountCapturable {
    decimal
    atomic
  }
  amountCaptured {
    decimal
    atomic
  }
  amountRefunded {
    decimal
    atomic
  }
  expiresAt
  createdAt
  updatedAt
}
fragment Refusals on UserError {
  code
  message
  path
  retryable
}`) as unknown as TypedDocumentString<PaymentCaptureMutation, PaymentCaptureMutationVariables>;
export const PaymentVoidDocument = new TypedDocumentString(`
    mutation PaymentVoid($input: PaymentVoidInput!) {
  paymentVoid(input: $input) {
    payment {
      ...PaymentFields
    }
    idempotentReplay
    userErrors {
      ...Refusals
    }
  }
}
    fragment PaymentFields on Payment {
  id
  status
  statusReasons
  merchantReference
  clientSecret
  livemode
  amount {
    decimal
    atomic
  }
  amountCapturable {
    decimal
    atomic
  }
  amountCaptured {
    decimal
    atomic
  }
  amountRefunded {
    decimal
    atomic
  }
  expiresAt
  createdAt
  updatedAt
}
fragment Refusals on UserError {
  code
  message
  path
  retryable
}`) as unknown as TypedDocumentString<PaymentVoidMutation, PaymentVoidMutationVariables>;
export const RefundCreateDocument = new TypedDocumentString(`
    mutation RefundCreate($input: RefundCreateInput!) {
  refundCreate(input: $input) {
    refund {
      id
      status
      amount {
        decimal
        atomic
      }
    }
    payment {
      ...PaymentFields
    }
    idempotentReplay
    userErrors {
      ...Refusals
    }
  }
}
    fragment PaymentFields on Payment {
  id
  status
  statusReasons
  merchantReference
  clientSecret
  livemode
  amount {
    decimal
    atomic
  }
  amountCapturable {
    decimal
    atomic
  }
  amountCaptured {
    decimal
    atomic
  }
  amountRefunded {
    decimal
    atomic
  }
  expiresAt
  createdAt
  updatedAt
}
fragment Refusals on UserError {
  code
  message
  path
  retryable
}`) as unknown as TypedDocumentString<RefundCreateMutation, RefundCreateMutationVariables>;
export const RecipientCreateDocument = new TypedDocumentString(`
    mutation RecipientCreate($input: RecipientCreateInput!) {
  recipientCreate(input: $input) {
    recipient {
      id
      label
      account
      status
      usableFrom
    }
    idempotentReplay
    userErrors {
      ...Refusals
    }
  }
}
    fragment Refusals on UserError {
  code
  message
  path
  retryable
}`) as unknown as TypedDocumentString<RecipientCreateMutation, RecipientCreateMutationVariables>;
export const PayoutCreateDocument = new TypedDocumentString(`
    mutation PayoutCreate($input: PayoutCreateInput!) {
  payoutCreate(input: $input) {
    payout {
      ...PayoutFields
    }
    idempotentReplay
    userErrors {
      ...Refusals
    }
  }
}
    fragment PayoutFields on Payout {
  id
  status
  failure
  merchantReference
  livemode
  destination
  amount {
    decimal
    atomic
  }
  createdAt
  updatedAt
}
fragment Refusals on UserError {
  code
  message
  path
  retryable
}`) as unknown as TypedDocumentString<PayoutCreateMutation, PayoutCreateMutationVariables>;
export const PayoutBatchCreateDocument = new TypedDocumentString(`
    mutation PayoutBatchCreate($input: PayoutBatchCreateInput!) {
  payoutBatchCreate(input: $input) {
    payoutBatch {
      ...PayoutBatchFields
    }
    idempotentReplay
    userErrors {
      ...Refusals
    }
  }
}
    fragment PayoutBatchFields on PayoutBatch {
  id
  status
  merchantReference
  livemode
  counts {
    total
    ready
    submitted
    confirming
    paid
    failed
    canceled
  }
  createdAt
}
fragment Refusals on UserError {
  code
  message
  path
  retryable
}`) as unknown as TypedDocumentString<PayoutBatchCreateMutation, PayoutBatchCreateMutationVariables>;
export const PayoutCancelDocument = new TypedDocumentString(`
    mutation PayoutCancel($input: PayoutCancelInput!) {
  payoutCancel(input: $input) {
    payout {
      ...PayoutFields
    }
    idempotentReplay
    userErrors {
      ...Refusals
    }
  }
}
    fragment PayoutFields on Payout {
  id
  status
  failure
  merchantReference
  livemode
  destination
  amount {
    decimal
    atomic
  }
  createdAt
  updatedAt
}
fragment Refusals on UserError {
  code
  message
  path
  retryable
}`) as unknown as TypedDocumentString<PayoutCancelMutation, PayoutCancelMutationVariables>;
export const PaymentDocument = new TypedDocumentString(`
    query Payment($id: ID!) {
  payment(id: $id) {
    ...PaymentFields
  }
}
    fragment PaymentFields on Payment {
  id
  status
  statusReasons
  merchantReference
  clientSecret
  livemode
  amount {
    decimal
    atomic
  }
  amountCapturable {
    decimal
    atomic
  }
  amountCaptured {
    decimal
    atomic
  }
  amountRefunded {
    decimal
    atomic
  }
  expiresAt
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<PaymentQuery, PaymentQueryVariables>;
export const PaymentsDocument = new TypedDocumentString(`
    query Payments($first: Int! = 50, $after: String, $filter: PaymentFilter) {
  payments(first: $first, after: $after, filter: $filter) {
    nodes {
      ...PaymentFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment PaymentFields on Payment {
  id
  status
  statusReasons
  merchantReference
  clientSecret
  livemode
  amount {
    decimal
    atomic
  }
  amountCapturable {
    decimal
    atomic
  }
  amountCaptured {
    decimal
    atomic
  }
  amountRefunded {
    decimal
    atomic
  }
  expiresAt
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<PaymentsQuery, PaymentsQueryVariables>;
export const PayoutsDocument = new TypedDocumentString(`
    query Payouts($first: Int! = 50, $after: String, $filter: PayoutFilter) {
  payouts(first: $first, after: $after, filter: $filter) {
    nodes {
      ...PayoutFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment PayoutFields on Payout {
  id
  status
  failure
  merchantReference
  livemode
  destination
  amount {
    decimal
    atomic
  }
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<PayoutsQuery, PayoutsQueryVariables>;
export const PayoutBatchDocument = new TypedDocumentString(`
    query PayoutBatch($id: ID!) {
  payoutBatch(id: $id) {
    ...PayoutBatchFields
  }
}
    fragment PayoutBatchFields on PayoutBatch {
  id
  status
  merchantReference
  livemode
  counts {
    total
    ready
    submitted
    confirming
    paid
    failed
    canceled
  }
  createdAt
}`) as unknown as TypedDocumentString<PayoutBatchQuery, PayoutBatchQueryVariables>;
export const AssetsDocument = new TypedDocumentString(`
    query Assets($first: Int! = 50, $after: String) {
  assets(first: $first, after: $after) {
    nodes {
      assetId
      symbol
      decimals
      minimum
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AssetsQuery, AssetsQueryVariables>;
export const BalancesDocument = new TypedDocumentString(`
    query Balances {
  balances {
    asset {
      assetId
      symbol
      decimals
    }
    available {
      decimal
      atomic
    }
    pending {
      decimal
      atomic
    }
    reserved {
      decimal
      atomic
    }
    escrowed {
      decimal
      atomic
    }
  }
}
    `) as unknown as TypedDocumentString<BalancesQuery, BalancesQueryVariables>;