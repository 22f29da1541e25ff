import type { PaymentTerms } from "../../kernel/facts/chainFact.ts";
import type { Address } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import type { PaymentInfoStructOutput } from "../typechain/contracts/interfaces/IPaymentEscrow.ts";

/** The contract's PaymentInfo in kernel types: addresses as ethers decodes them have their checksums; uint48 seconds and
 *  uint16 fees fit a number. */
export function termsOf(info: PaymentInfoStructOutput): PaymentTerms {
  return {
    operator: info.operator as Address,
    payer: info.payer as Address,
    receiver: info.receiver as Address,
    token: info.token as Address,
    maxAmount: info.maxAmount,
    preApprovalExpiry: Number(info.preApprovalExpiry) as UnixSeconds,
    authorizationExpiry: Number(info.authorizationExpiry) as UnixSeconds,
    refundExpiry: Number(info.refundExpiry) as UnixSeconds,
    minFeeBps: Number(info.minFeeBps),
    maxFeeBps: Number(info.maxFeeBps),
    feeReceiver: info.feeReceiver as Address,
    salt: info.salt,
  };
}
