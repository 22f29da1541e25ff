import { AbiCoder } from "ethers";
import { EscrowClient } from "../../../src/chain/escrow/escrowClient.ts";
import type { PaymentTerms } from "../../../src/kernel/facts/chainFact.ts";
import { type Address, type Bytes32, parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../../src/kernel/time/clock.ts";
import { startAnvil } from "../../../test/fixtures/startAnvil.ts";
import { startTestChain, type TestChain } from "../../../test/fixtures/testChain.ts";

/** Each payment is authorized and captured: two facts of it, and one of each of the two balances that it credits. */
export const FACTS_PER_PAYMENT = 4;
/** Of test dollars, in its smallest unit. */
export const AMOUNT = 10_000n;
export const FEE_BPS = 100;

const EXPIRY = 4_000_000_000 as UnixSeconds;
/** More would not fit into one transaction's gas. */
const PAYMENTS_PER_TRANSACTION = 50;
/** PaymentCollector's CollectMethod: a permit, which is not needed where an allowance stands. */
const ERC2612 = 4;

/** A chain on which one till has sold a great deal. */
export interface BusyChain extends TestChain {
  readonly payer: Address;
  /** The last block with a sale. */
  readonly lastBlock: number;
  readonly payments: readonly { readonly terms: PaymentTerms; readonly paymentHash: Bytes32 }[];
}

/** Starts anvil and fills it, so many payments in each block; its last blocks are empty ones. */
export async function startBusyChain(order: {
  receiver: Address;
  payments: number;
  perBlock: number;
  emptyBlocks: number;
  /** Whether contracts can be asked at old blocks; false unless given. */
  keepsStates?: boolean;
}): Promise<BusyChain> {
  const chain = await startTestChain(
    await startAnvil({ blockGasLimit: 10 ** 9, keepsStates: order.keepsStates ?? false }),
  );
  const { ethers } = chain.local.connection;
  const [owner] = await ethers.getSigners();
  if (!owner) throw new Error("the node has accounts");
  const send = { gasLimit: 15_000_000, gasPrice: 10n ** 11n };
  const mined = async <T>(sent: Promise<T>): Promise<T> => {
    const result = await sent;
    await chain.mine();
    return result;
  };
  const till = await mined(ethers.deployContract("BulkTill", [], { ...send, gasLimit: 2_000_000 }));
  const payer = parseAddress(await till.getAddress());
  const dollar = await ethers.getContractAt("TestDollar", chain.dollar);
  await mined(dollar.getFunction("transfer")(payer, AMOUNT * BigInt(order.payments), { gasLimit: 200_000 }));
  const { escrow, paymentCollector } = chain.contracts;
  await mined(till.getFunction("approve")(chain.dollar, paymentCollector, { gasLimit: 200_000 }));

  const termsOf = (salt: number): PaymentTerms => ({
    ...{ operator: payer, payer, receiver: order.receiver, token: chain.dollar, maxAmount: AMOUNT },
    ...{ preApprovalExpiry: EXPIRY, authorizationExpiry: EXPIRY, refundExpiry: EXPIRY },
    ...{
      minFeeBps: FEE_BPS,
      maxFeeBps: FEE_BPS,
      feeReceiver: chain.contracts.feeReceiver,
      salt: BigInt(salt),
    },
  });
  const coder = AbiCoder.defaultAbiCoder();
  const consent = coder.encode(["uint8", "bytes"], [ERC2612, coder.encode(["bytes", "bytes"], ["0x", "0x"])]);
  let nonce = await owner.getNonce();
  for (let sold = 0; sold < order.payments; ) {
    const end = Math.min(order.payments, sold + order.perBlock);
    while (sold < end) {
      const count = Math.min(PAYMENTS_PER_TRANSACTION, end - sold);
      const terms = { ...termsOf(sold) };
      await till.getFunction("sell")(escrow, paymentCollector, consent, terms, count, {
        ...send,
        nonce: nonce++,
      });
      sold += count;
    }
    await chain.mine();
  }
  const { number: lastBlock } = await chain.reader.head();
  await chain.rpc.request("anvil_mine", [`0x${order.emptyBlocks.toString(16)}`]);

  const client = new EscrowClient(() => chain.contracts);
  const payments = Array.from({ length: order.payments }, (_, salt) => {
    const terms = termsOf(salt);
    return { terms, paymentHash: client.paymentHash(chain.chainId, terms) };
  });
  return { ...chain, payer, lastBlock, payments };
}
