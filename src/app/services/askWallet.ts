import type { Address, Hex } from "../../kernel/ids/chainIds.ts";
import { type Asset, type GaslessScheme, getAsset } from "../../modules/assets/index.ts";
import {
  openedPayment,
  type PayerGateway,
  type PayerReading,
  type Payment,
  type PaymentsContext,
  signatureRequests,
  type WalletWord,
} from "../../modules/payments/index.ts";
import { answered } from "./answered.ts";
import type { Scopes } from "./scope.ts";

interface Asking {
  readonly scopes: Scopes;
  readonly context: PaymentsContext;
  readonly payers: PayerGateway;
}

interface Submitted {
  readonly clientSecret: string;
  readonly payer: Address;
  readonly scheme: GaslessScheme;
  readonly signature: Hex;
  readonly permitSignature: Hex | null;
}

/** What the chain says of a wallet that is going to pay; null when no node answers. Never inside a transaction.
 *  @throws NOT_FOUND */
export async function readWallet(
  asking: Asking,
  command: { clientSecret: string; payer: Address },
): Promise<PayerReading | null> {
  return readingOf(asking, await wantedOf(asking, command), command.payer);
}

/** What the chain says of a wallet and of its signatures. An account's own EIP-3009 signature needs no node.
 *  @throws NOT_FOUND */
export async function askWallet(asking: Asking, command: Submitted): Promise<WalletWord> {
  const { payer, scheme, signature, permitSignature } = command;
  const wanted = await wantedOf(asking, command);
  const { payment, asset } = wanted;
  const { escrow } = asking.context;
  if (!asset.gasless.includes(scheme) && (scheme === "EIP3009" || scheme === "EIP2612")) return NOTHING;
  if (scheme === "EIP3009") {
    const [request] = signatureRequests({ ...wanted, payer, reading: null }, scheme, asking.context);
    if (request && escrow.isSignedBy(payer, request, signature)) return NOTHING;
  }
  const reading = await readingOf(asking, wanted, payer);
  if (!reading?.isContract) return { reading, confirmed: [] };
  const requests = signatureRequests({ ...wanted, payer, reading }, scheme, asking.context);
  const confirmed: Hex[] = [];
  for (const [index, typedData] of requests.entries()) {
    const given = [signature, permitSignature][index];
    const order = { chainId: payment.chainId, wallet: payer, typedData };
    if (given && (await answered(asking.payers.isConfirmedBy({ ...order, signature: given }))))
      confirmed.push(given);
  }
  return { reading, confirmed };
}

const NOTHING: WalletWord = { reading: null, confirmed: [] };

interface Wanted {
  readonly payment: Payment;
  readonly asset: Asset;
}

function wantedOf({ scopes, context }: Asking, { clientSecret }: { clientSecret: string }): Promise<Wanted> {
  return scopes.asSystem(async (tx) => {
    const payment = await openedPayment(tx, clientSecret, context);
    return { payment, asset: await getAsset(tx, payment.asset) };
  });
}

async function readingOf(
  { payers }: Asking,
  { payment, asset }: Wanted,
  payer: Address,
): Promise<PayerReading | null> {
  const token = { address: asset.token, name: asset.name, version: asset.eip712Version };
  return answered(payers.readPayer({ chainId: payment.chainId, payer, token }));
}
