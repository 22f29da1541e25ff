import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { Address, ChainId } from "../../kernel/ids/chainIds.ts";
import { newId } from "../../kernel/ids/ids.ts";
import { currentTraceparent } from "../../kernel/trace/trace.ts";
import { requireChain } from "../assets/index.ts";
import { activeSettlementAccount } from "../merchants/index.ts";
import type { Recipient } from "./payout.ts";
import type { Owner, PayoutsContext } from "./payouts.context.ts";
import { insertRecipient } from "./recipients.store.ts";

export interface CreateRecipient extends Owner {
  readonly chainId: ChainId;
  readonly address: Address;
  readonly label: string;
}

/**
 * Asks the contract to let the merchant's settlement account pay an address, once the contract's delay is over.
 * Works for accounts that the merchant put under management; others tell the contract themselves.
 * @throws CHAIN_UNKNOWN, ASSET_WRONG_MODE, SETTLEMENT_ACCOUNT_MISSING, RECIPIENT_EXISTS
 * @see contracts/interfaces/ISettlement.sol addRecipient
 */
export async function createRecipient(
  tx: Tx,
  command: CreateRecipient,
  context: PayoutsContext,
): Promise<Recipient> {
  const now = context.clock.now();
  await requireChain(tx, command);
  const { account } = await activeSettlementAccount(tx, command);
  const recipient: Recipient = {
    id: newId("Recipient"),
    merchantId: command.merchantId,
    livemode: command.livemode,
    label: command.label,
    chainId: command.chainId,
    address: command.address,
    account,
    status: "PENDING",
    failure: null,
    usableFrom: null,
    transactionId: null,
    traceparent: currentTraceparent(),
    createdAt: now,
    updatedAt: now,
  };
  if (!(await insertRecipient(tx, recipient))) {
    throw new DomainError("RECIPIENT_EXISTS", "You already have a recipient with this account.", {
      path: ["input", "account"],
    });
  }
  return recipient;
}
