import { DomainError } from "../../kernel/errors/domainError.ts";
import type { AccountId, ChainId } from "../../kernel/ids/chainIds.ts";

const MESSAGE = ["input", "message"];

export class SignInMessageMalformed extends DomainError {
  constructor() {
    super("SIGN_IN_MESSAGE_MALFORMED", "This is no message of Sign-In with Ethereum (EIP-4361).", {
      path: MESSAGE,
    });
  }
}

export class SignInOriginUnknown extends DomainError {
  constructor(domain: string, uri: string) {
    super("SIGN_IN_ORIGIN_UNKNOWN", "Wallets do not sign in here on the page that the message names.", {
      evidence: { domain, uri },
      path: MESSAGE,
    });
  }
}

export class SignInMessageExpired extends DomainError {
  constructor(message: string) {
    super("SIGN_IN_MESSAGE_EXPIRED", message, { path: MESSAGE });
  }
}

/** Unknown, used and expired ones look the same: the caller needs another in each case. */
export class SignInNonceInvalid extends DomainError {
  constructor() {
    super("SIGN_IN_NONCE_INVALID", "This nonce is unknown, used or expired: ask for another.", {
      path: MESSAGE,
    });
  }
}

export class SignInSignatureInvalid extends DomainError {
  constructor(account: AccountId) {
    super("SIGN_IN_SIGNATURE_INVALID", "The signature is not this account's over this message.", {
      evidence: { account },
      path: ["input", "signature"],
    });
  }
}

export class SignInChainUnavailable extends DomainError {
  constructor(chainId: ChainId) {
    super("CHAIN_UNAVAILABLE", "No node of the chain could be asked whether the signature is the wallet's.", {
      evidence: { chainId },
      retryable: true,
      path: ["input", "signature"],
    });
  }
}
