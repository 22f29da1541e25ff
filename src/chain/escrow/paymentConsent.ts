import type { PaymentTerms } from "../../kernel/facts/chainFact.ts";
import type { ChainContracts, TypedData } from "../../kernel/facts/contractCall.ts";
import type { ChainId } from "../../kernel/ids/chainIds.ts";
import { PAYMENT_INFO_FIELDS, payerAgnosticHash } from "./paymentHash.ts";
import { fields, typedData } from "./typedData.ts";

const PAYMENT_INFO = { PaymentInfo: fields(PAYMENT_INFO_FIELDS) };

/** What a payer signs to agree to these very terms, whatever moves the money.
 *  @see contracts/escrow/collectors/PaymentCollector.sol _requireConsent */
export function paymentConsent(
  chainId: ChainId,
  { paymentCollector }: ChainContracts,
  terms: PaymentTerms,
): TypedData {
  return typedData({
    domain: {
      name: "Tallystick PaymentCollector",
      version: "1",
      chainId,
      verifyingContract: paymentCollector,
    },
    primaryType: "PaymentInfo",
    types: PAYMENT_INFO,
    message: messageOf(terms),
  });
}

/** What a payer signs so that the collector may take up to maxAmount by Permit2, under these terms.
 *  @see https://docs.uniswap.org/contracts/permit2/reference/signature-transfer */
export function permit2Transfer(
  chainId: ChainId,
  { escrow, paymentCollector, permit2 }: ChainContracts,
  terms: PaymentTerms,
): TypedData {
  return typedData({
    domain: { name: "Permit2", chainId, verifyingContract: permit2 },
    primaryType: "PermitWitnessTransferFrom",
    types: {
      PermitWitnessTransferFrom: fields(
        "TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,PaymentInfo witness",
      ),
      TokenPermissions: fields("address token,uint256 amount"),
      ...PAYMENT_INFO,
    },
    message: {
      permitted: { token: terms.token, amount: terms.maxAmount.toString() },
      spender: paymentCollector,
      nonce: BigInt(payerAgnosticHash(chainId, escrow, terms)).toString(),
      deadline: terms.preApprovalExpiry.toString(),
      witness: messageOf(terms),
    },
  });
}

function messageOf(terms: PaymentTerms): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fields(PAYMENT_INFO_FIELDS).map(({ name }) => [name, String(terms[name as keyof PaymentTerms])]), // the terms' own fields
  );
}
