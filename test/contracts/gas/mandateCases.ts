import {
  approvedMandate,
  authorizeUnder,
  installMandates,
  type MandateTerms,
  merchantTree,
} from "../fixtures/mandate.js";
import { AMOUNT, termsOf } from "../fixtures/paymentInfo.js";
import type { Suite } from "../fixtures/suite.js";
import { accountNumber, authorizePreApproved, expiries, type GasCase, gasOf, warmUp } from "./cases.js";

/** What authorizing by mandate costs more than by pre-approval, in the middle of a period. */
export const mandateGasCases: readonly GasCase[] = [
  { name: "mandate: authorize by mandate minus authorize by pre-approval", measure: signedByAgent },
  { name: "mandate: the same for a subscription, whose agent is the operator", measure: subscription },
  { name: "mandate: the same, with a list of 8 merchants", measure: withMerchantList },
];

/** Fixed, as the expiries are: zero bytes of calldata cost less. */
const times = { start: 0x65a01111n, end: 0x7fff4444n, maxHoldSeconds: 0x7fff2222n, salt: 0x5a17n } as const;
const MERCHANTS = 8;

async function signedByAgent(suite: Suite): Promise<bigint> {
  return minusPreApproval(suite, {}, []);
}

async function withMerchantList(suite: Suite): Promise<bigint> {
  const merchants = [
    suite.merchant.address,
    ...Array.from({ length: MERCHANTS - 1 }, (_, i) => accountNumber(i)),
  ];
  const { root, proof } = merchantTree(merchants, 0);
  return minusPreApproval(suite, { merchantRoot: root }, proof);
}

async function subscription(suite: Suite): Promise<bigint> {
  return minusPreApproval(suite, { agent: suite.operator.address }, []);
}

async function minusPreApproval(
  suite: Suite,
  changes: Partial<MandateTerms>,
  proof: string[],
): Promise<bigint> {
  const fresh = await suite.connection.networkHelpers.takeSnapshot();
  const preApproval = await authorizePreApproved(suite);
  await fresh.restore();
  await warmUp(suite);
  const context = await installMandates(suite);
  const mandate = await approvedMandate(context, { ...times, ...changes });
  const options = { proof, ...(changes.agent && { signature: "0x" }) };
  await authorizeUnder(context, mandate, await termsOf(suite, expiries), { ...options, amount: AMOUNT / 2n });
  const terms = await termsOf(suite, expiries);
  return (await gasOf(authorizeUnder(context, mandate, terms, options))) - preApproval;
}
