import { Contract, HDNodeWallet, JsonRpcProvider, Mnemonic } from "ethers";
import type { AssetOnChain } from "./operatorDoor.ts";
import type { UnsignedTransaction } from "./payerDoor.ts";

const TERMS =
  "(address operator, address payer, address receiver, address token, uint120 maxAmount, uint48 preApprovalExpiry, uint48 authorizationExpiry, uint48 refundExpiry, uint16 minFeeBps, uint16 maxFeeBps, address feeReceiver, uint256 salt)";

/** What is used of contracts/interfaces/IPaymentEscrow.sol, ISettlement.sol and ERC-20. */
const ESCROW_ABI = [
  `event PaymentAuthorized(bytes32 indexed paymentInfoHash, ${TERMS} paymentInfo, uint256 amount, address tokenCollector)`,
  `function reclaim(${TERMS} info)`,
  "function totals(address token) view returns (uint128 held, uint128 owed)",
];
const SETTLEMENT_ABI = [
  "function balanceOf(address account, address token) view returns (uint128 available, uint128 reserved)",
  "function totalLiabilities(address token) view returns (uint256)",
];
const TOKEN_ABI = ["function balanceOf(address account) view returns (uint256)"];

/** The phrase of every development chain, and how many of its accounts are looked at. Never send it real money. */
const PHRASE = "test test test test test test test test test test test junk";
const ACCOUNTS = 30;

/** How often the node is asked for a receipt; blocks of the sandbox come four times a second. */
const POLLING_MS = 250;

/** The chain as a payer with an own node sees it. Amounts are units of the token. */
export class Chain {
  readonly provider: JsonRpcProvider;
  readonly #asset: AssetOnChain;
  readonly #escrow: Contract;
  readonly #settlement: Contract;
  readonly #token: Contract;

  constructor(rpcUrl: string, asset: AssetOnChain) {
    const { contracts } = asset.chain;
    this.#asset = asset;
    this.provider = new JsonRpcProvider(rpcUrl, undefined, {
      staticNetwork: true,
      cacheTimeout: -1,
      pollingInterval: POLLING_MS,
    });
    this.#escrow = new Contract(contracts.escrow, ESCROW_ABI, this.provider);
    this.#settlement = new Contract(contracts.settlement, SETTLEMENT_ABI, this.provider);
    this.#token = new Contract(asset.token, TOKEN_ABI, this.provider);
  }

  /** @throws Error unless the node serves the asset's chain */
  async requireChain(): Promise<void> {
    const { chainId } = await this.provider.getNetwork();
    const { id } = this.#asset.chain;
    if (`eip155:${chainId}` !== id)
      throw new Error(`the RPC serves eip155:${chainId}, the asset is on ${id}`);
  }

  /** Development accounts that hold the asset, the platform's and the shop's own aside. */
  async payers(notThese: readonly string[]): Promise<HDNodeWallet[]> {
    const root = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(PHRASE), "m/44'/60'/0'/0");
    const { operator, feeReceiver } = this.#asset.chain.contracts;
    const others = [...notThese, operator, feeReceiver].map((address) => address.toLowerCase());
    const wallets = Array.from({ length: ACCOUNTS }, (_, index) =>
      root.deriveChild(index).connect(this.provider),
    );
    const balances = await Promise.all(wallets.map(({ address }) => this.tokenBalance(address)));
    return wallets.filter(
      ({ address }, index) => (balances[index] ?? 0n) > 0n && !others.includes(address.toLowerCase()),
    );
  }

  /** Seconds since 1970 of the newest block. */
  async now(): Promise<number> {
    const block = await this.provider.getBlock("latest");
    if (!block) throw new Error("the chain has a newest block");
    return block.timestamp;
  }

  /** Signs and sends; answers with the hash, whatever becomes of the transaction. */
  async send(payer: HDNodeWallet, { to, data, value }: UnsignedTransaction): Promise<string> {
    return (await payer.sendTransaction({ to, data, value })).hash;
  }

  /** Takes what is left of an expired hold back to its payer, by the terms that the escrow made known.
   *  @throws Error when the escrow refuses */
  async reclaim(payer: HDNodeWallet, onchainId: string): Promise<void> {
    const [log] = await this.#escrow.queryFilter(this.#escrow.getEvent("PaymentAuthorized")(onchainId));
    if (!log || !("args" in log)) throw new Error(`the escrow never authorized ${onchainId}`);
    const terms = log.args.paymentInfo.toArray(); // ethers freezes what it has decoded, and resolves arguments in place
    const sent = await this.#escrow.connect(payer).getFunction("reclaim")(terms);
    await sent.wait();
  }

  /** Read at a block so that all readings belong together; at the newest one unless given. */
  async tokenBalance(address: string, block: number | "latest" = "latest"): Promise<bigint> {
    return this.#token.getFunction("balanceOf")(address, { blockTag: block });
  }

  /** What an account owns in Settlement, its reserve included. */
  async settledBalance(account: string, block: number): Promise<bigint> {
    const balanceOf = this.#settlement.getFunction("balanceOf");
    const { available, reserved } = await balanceOf(account, this.#asset.token, { blockTag: block });
    return available + reserved;
  }

  async totals(block: number): Promise<{ held: bigint; owed: bigint; liabilities: bigint }> {
    const { token } = this.#asset;
    const { held, owed } = await this.#escrow.getFunction("totals")(token, { blockTag: block });
    const liabilities = await this.#settlement.getFunction("totalLiabilities")(token, { blockTag: block });
    return { held, owed, liabilities };
  }

  close(): void {
    this.provider.destroy();
  }
}
