import type { AssetId, ChainId } from "../../src/kernel/ids/chainIds.ts";
import type { PaymentId, PayoutId } from "../../src/kernel/ids/ids.ts";
import type { MerchantCaller } from "../../src/modules/merchants/index.ts";
import type { SimChain } from "./simChain.ts";

/** A merchant as it knows itself. */
export interface SimMerchant {
  readonly name: string;
  readonly caller: MerchantCaller;
  readonly feeBps: number;
  /** Index of its wallet, which is its settlement account on every chain. */
  readonly wallet: number;
  readonly preApprover: number;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
}

interface Of {
  readonly merchant: SimMerchant;
  readonly chain: SimChain;
}

export interface AcceptedPayment extends Of {
  readonly id: PaymentId;
  readonly chainId: ChainId;
  readonly assetId: AssetId;
  readonly units: bigint;
  readonly captureMethod: "AUTOMATIC" | "MANUAL";
  readonly expiresAt: Date;
}

export interface AcceptedOperation {
  readonly id: string;
  readonly paymentId: PaymentId;
  readonly units: bigint;
}

export interface AcceptedPayout extends Of {
  readonly id: PayoutId;
  readonly units: bigint;
}

/** Every command that was answered with yes, as those who gave them remember it. */
export class Accepted {
  readonly payments: AcceptedPayment[] = [];
  /** Payments whose payer's signature was taken. */
  readonly signed: PaymentId[] = [];
  readonly captures: AcceptedOperation[] = [];
  readonly refunds: AcceptedOperation[] = [];
  readonly voids: PaymentId[] = [];
  readonly payouts: AcceptedPayout[] = [];
}
