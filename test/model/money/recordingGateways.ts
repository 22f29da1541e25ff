import { EscrowClient } from "../../../src/chain/escrow/escrowClient.ts";
import { SettlementClient } from "../../../src/chain/settlement/settlementClient.ts";
import type { ContractCall } from "../../../src/kernel/facts/contractCall.ts";
import type { Hex } from "../../../src/kernel/ids/chainIds.ts";
import type { PaymentsContext } from "../../../src/modules/payments/index.ts";
import type { PayoutsContext } from "../../../src/modules/payouts/index.ts";
import { overriding } from "../../fixtures/overriding.ts";
import { CHAIN, CONTRACTS, type World } from "../../fixtures/shop.ts";
import type { Call } from "./contracts.ts";

/** The use cases' contexts with gateways that write real calls and remember what each of them means. */
export function recordingGateways(
  world: World,
  calls: Map<Hex, Call>,
): Pick<World, "payments" | "payouts" | "deposits"> {
  const escrow = new EscrowClient(() => CONTRACTS);
  const settlement = new SettlementClient(() => CONTRACTS);
  const hashOf = (terms: Parameters<EscrowClient["paymentHash"]>[1]) => escrow.paymentHash(CHAIN, terms);
  const keep = (written: ContractCall, call: Call) => {
    calls.set(written.data, call);
    return written;
  };
  const recordingEscrow = overriding<PaymentsContext["escrow"]>(escrow, {
    authorizeCall: (order) => {
      const { terms, amount, consent } = order;
      const preApproved = consent.scheme === "PREAPPROVAL";
      const call = { kind: "AUTHORIZE" as const, hash: hashOf(terms), terms, amount, preApproved };
      return keep(escrow.authorizeCall(order), call);
    },
    captureBatchCall: (chainId, given) => {
      const items = given.map(({ terms, amount, expectedCapturable }) => {
        return { hash: hashOf(terms), amount, expectedCapturable };
      });
      return keep(escrow.captureBatchCall(chainId, given), { kind: "CAPTURE", items });
    },
    voidCall: (chainId, terms) =>
      keep(escrow.voidCall(chainId, terms), { kind: "VOID", hash: hashOf(terms) }),
    refundBatchCall: (chainId, given) => {
      const items = given.map(({ terms, amount, expectedRefundable }) => {
        return { hash: hashOf(terms), amount, expectedRefundable };
      });
      return keep(escrow.refundBatchCall(chainId, given), { kind: "REFUND", items });
    },
  });
  const recordingSettlement = overriding<PayoutsContext["settlement"]>(settlement, {
    payoutBatchCall: (chainId, batchId, given) => {
      const items = given.map(({ to, amount }) => ({ to, amount }));
      return keep(settlement.payoutBatchCall(chainId, batchId, given), { kind: "PAYOUT", batchId, items });
    },
    setRecipientCall: (order) => {
      const { recipient, allowed } = order;
      return keep(settlement.setRecipientCall(order), { kind: "RECIPIENT", recipient, allowed });
    },
  });
  return {
    payments: { ...world.payments, escrow: recordingEscrow },
    payouts: { ...world.payouts, settlement: recordingSettlement },
    deposits: world.deposits,
  };
}
