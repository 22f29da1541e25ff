/** The signer understood what it was asked and would not sign: its policy, or a key it does not have. */
export class SignerRefused extends Error {
  readonly signer: string;

  constructor(signer: string, reason: string) {
    super(reason);
    this.name = "SignerRefused";
    this.signer = signer;
  }
}

/** The signer answered with something else than what it was asked to sign: it is not to be trusted with anything. */
export class SignerMismatch extends Error {
  constructor(signer: string, difference: string) {
    super(`the signer of ${signer} signed something else: ${difference}`);
    this.name = "SignerMismatch";
  }
}
