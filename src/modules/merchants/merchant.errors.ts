import { DomainError } from "../../kernel/errors/domainError.ts";
import type { Address, ChainId } from "../../kernel/ids/chainIds.ts";

/** The object is not there, or belongs to somebody else: both look the same from outside. */
export class MerchantNotFound extends DomainError {
  constructor() {
    super("NOT_FOUND", "There is no such merchant.");
  }
}

export class ApiKeyNotFound extends DomainError {
  constructor() {
    super("NOT_FOUND", "There is no such API key of yours that is still valid.", {
      path: ["input", "keyId"],
    });
  }
}

/** A key hands on no more than it has. */
export class ApiKeyScopesExceeded extends DomainError {
  constructor(missing: readonly string[]) {
    super("INVALID_INPUT", "A key cannot grant scopes that it does not have itself.", {
      evidence: { missing },
      path: ["input", "scopes"],
    });
  }
}

/** Operators make a merchant's first key of a mode; every further one is the merchant's own business. */
export class ApiKeyNotFirst extends DomainError {
  constructor() {
    super("INVALID_STATE", "The merchant has a valid key of this mode and makes further ones itself.", {
      evidence: { current: "HAS_VALID_KEY", allowed: ["NO_VALID_KEY"] },
    });
  }
}

export class SettlementAccountNotFound extends DomainError {
  constructor() {
    super("NOT_FOUND", "Set this account with settlementAccountSet first.", { path: ["input", "account"] });
  }
}

export class SettlementAccountTaken extends DomainError {
  constructor(chainId: ChainId, account: Address) {
    super("INVALID_INPUT", "This account already settles for another merchant.", {
      evidence: { chainId, account },
      path: ["input", "account"],
    });
  }
}

export class SettlementAccountSignatureInvalid extends DomainError {
  constructor(account: Address) {
    super("SETTLEMENT_ACCOUNT_SIGNATURE", "The signature is not this account's over its confirmation.", {
      evidence: { account },
      path: ["input", "signature"],
    });
  }
}
