/** A machine: from each status the statuses that may follow. */
export type Edges = Readonly<Record<string, readonly string[]>>;

/**
 * The machines, copied by hand from the specification's tables and never from the code. NONE is before an object is made.
 * A reorganisation leads back, and only it leads out of an end.
 */
export const MACHINES = {
  payment: {
    NONE: ["REQUIRES_PAYMENT"],
    REQUIRES_PAYMENT: ["CONFIRMING", "EXPIRED"],
    CONFIRMING: ["REQUIRES_CAPTURE", "REQUIRES_PAYMENT", "EXPIRED"],
    REQUIRES_CAPTURE: ["SUCCEEDED", "CANCELED", "CONFIRMING"],
    SUCCEEDED: ["REQUIRES_CAPTURE"],
    CANCELED: ["REQUIRES_CAPTURE"],
    EXPIRED: [],
  },
  capture: {
    NONE: ["PENDING"],
    PENDING: ["SUBMITTED", "CONFIRMING", "FAILED"],
    SUBMITTED: ["CONFIRMING", "PENDING", "FAILED"],
    CONFIRMING: ["SUCCEEDED", "SUBMITTED", "PENDING"],
    SUCCEEDED: ["SUBMITTED", "PENDING"],
    FAILED: [],
  },
  void: {
    NONE: ["PENDING"],
    PENDING: ["SUBMITTED", "FAILED"],
    SUBMITTED: ["CONFIRMING", "PENDING", "FAILED"],
    CONFIRMING: ["SUCCEEDED", "SUBMITTED"],
    SUCCEEDED: ["SUBMITTED"],
    FAILED: [],
  },
  refund: {
    NONE: ["PENDING"],
    PENDING: ["SUBMITTED", "CONFIRMING"],
    SUBMITTED: ["CONFIRMING", "PENDING", "FAILED"],
    CONFIRMING: ["SUCCEEDED", "SUBMITTED", "PENDING"],
    SUCCEEDED: ["SUBMITTED", "PENDING"],
    FAILED: [],
  },
  payout: {
    NONE: ["READY"],
    READY: ["SUBMITTED", "CANCELED", "FAILED", "PAID"],
    SUBMITTED: ["CONFIRMING", "FAILED", "READY", "PAID"],
    CONFIRMING: ["PAID", "SUBMITTED"],
    PAID: ["SUBMITTED"],
    FAILED: [],
    CANCELED: [],
  },
  payoutBatch: {
    NONE: ["ACCEPTED"],
    ACCEPTED: ["PROCESSING", "CANCELED", "FAILED", "PAID"],
    PROCESSING: ["PAID", "PARTIALLY_PAID", "FAILED", "ACCEPTED"],
    PAID: ["PROCESSING"],
    PARTIALLY_PAID: ["PROCESSING"],
    FAILED: [],
    CANCELED: [],
  },
  recipient: {
    NONE: ["PENDING"],
    PENDING: ["ACTIVE", "FAILED"],
    ACTIVE: ["REMOVED", "PENDING"],
    REMOVED: [],
    FAILED: [],
  },
  transaction: {
    NONE: ["PLANNED"],
    PLANNED: ["SIGNED", "REFUSED", "WITHDRAWN"],
    SIGNED: ["BROADCAST", "MINED", "DROPPED"],
    BROADCAST: ["MINED", "DROPPED"],
    MINED: ["BROADCAST", "FINAL", "REVERTED"],
    FINAL: ["BROADCAST"],
    REVERTED: ["BROADCAST"],
    DROPPED: [],
    REFUSED: [],
    WITHDRAWN: [],
  },
  delivery: {
    NONE: ["PENDING"],
    PENDING: ["IN_FLIGHT"],
    IN_FLIGHT: ["DELIVERED", "RETRY_SCHEDULED", "EXHAUSTED"],
    RETRY_SCHEDULED: ["IN_FLIGHT"],
    DELIVERED: [],
    EXHAUSTED: [],
  },
  endpoint: {
    NONE: ["ENABLED"],
    ENABLED: ["PAUSED"],
    PAUSED: [],
  },
} as const satisfies Record<string, Edges>;

export type Machine = keyof typeof MACHINES;
