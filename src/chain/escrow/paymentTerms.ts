import type { PaymentTerms } from "../../kernel/facts/chainFact.ts";
import { parseAddress } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import type { PaymentInfoStructOutput } from "../typechain/contracts/interfaces/IPaymentEscrow.ts";

/** The contract's PaymentInfo in kernel types; uint48 seconds and uint16 fees fit a number. */
export function termsOf(info: PaymentInfoStructOutput): PaymentTerms {
  return {
    operator: parseAddress(info.operator),
    payer: parseAddress(info.payer),
    receiver: parseAddress(info.receiver),
    token: parseAddress(info.token),
    maxAmount: info.maxAmount,
    preApprovalExpiry: Number(info.preApprovalExpiry) as UnixSeconds,
    authorizationExpiry: Number(info.authorizationExpiry) as UnixSeconds,
    refundExpiry: Number(info.refundExpiry) as UnixSeconds,
    minFeeBps: Number(info.minFeeBps),
    maxFeeBps: Number(info.maxFeeBps),
    feeReceiver: parseAddress(info.feeReceiver),
    salt: info.salt,
  };
}
