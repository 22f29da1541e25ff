import type { AssetId, ChainId } from "../../../kernel/ids/chainIds.ts";
import type { MerchantCaller, OperatorCaller } from "../../../modules/merchants/index.ts";
import type { WalletCaller } from "../../../modules/wallets/index.ts";
import type { DoorCaller } from "../access/requireAccess.ts";
import type { Asset } from "../assets/asset.type.ts";
import type { AssetCatalogue } from "../assets/assetCatalogue.ts";
import type { Chain } from "../assets/chain.type.ts";
import { type TokenAmount, toTokenAmount } from "../assets/tokenAmount.type.ts";
import type { PreparedDocument } from "../documents/documentCache.ts";
import { TransportError } from "../errors/transportError.ts";
import type { EventFeed } from "../feed/eventFeed.ts";
import type { Node } from "../node.type.ts";
import type { Services } from "../services.ts";

/** Finds an object by its id, as far as the caller may see it. Each door knows its own kinds. */
export type FindNode = (context: DoorContext, id: string) => Promise<Node | null>;

interface Parts {
  readonly services: Services;
  readonly feed: EventFeed;
  /** Holds a catalogue that is fresh enough for this request. */
  readonly catalogue: AssetCatalogue;
  readonly findNode: FindNode;
  readonly caller: DoorCaller;
  /** Refuses once the caller's credential is not valid any more. */
  readonly reauthenticate: () => unknown;
  readonly requestId: string;
  /** Where the request came from. */
  readonly address: string;
  readonly prepared: PreparedDocument;
}

/** What every resolver of a door is given: who asks, and whom to ask. Made once per request. */
export class DoorContext {
  readonly services: Services;
  readonly feed: EventFeed;
  readonly catalogue: AssetCatalogue;
  readonly caller: DoorCaller;
  readonly requestId: string;
  readonly address: string;
  readonly prepared: PreparedDocument;
  // Not #private: Apollo hands resolvers a shallow copy.
  private readonly parts: Parts;
  private loaded: unknown;

  constructor(parts: Parts) {
    this.services = parts.services;
    this.feed = parts.feed;
    this.catalogue = parts.catalogue;
    this.caller = parts.caller;
    this.requestId = parts.requestId;
    this.address = parts.address;
    this.prepared = parts.prepared;
    this.parts = parts;
  }

  /** The caller of an operation that admits merchants only. */
  get merchant(): MerchantCaller {
    if (this.caller.kind === "merchant") return this.caller;
    throw new TransportError("FORBIDDEN", "This needs a merchant's key.");
  }

  /** The caller of an operation that admits operators only. */
  get operator(): OperatorCaller {
    if (this.caller.kind === "operator") return this.caller;
    throw new TransportError("FORBIDDEN", "This needs an operator's key.");
  }

  /** The caller of an operation that admits merchants and operators. */
  get staff(): MerchantCaller | OperatorCaller {
    return this.caller.kind === "operator" ? this.caller : this.merchant;
  }

  /** The caller of an operation that admits wallets only. */
  get wallet(): WalletCaller {
    if (this.caller.kind === "wallet") return this.caller;
    throw new TransportError("FORBIDDEN", "This needs a wallet that is signed in.");
  }

  node(id: string): Promise<Node | null> {
    return this.parts.findNode(this, id);
  }

  /** The request's loaders, made when the first one is needed. One door makes one kind. */
  loaders<T>(make: (context: DoorContext) => T): T {
    this.loaded ??= make(this);
    return this.loaded as T; // made by the line above
  }

  /** For whoever answers more than once: checks the credential again and forgets what was loaded.
   *  @throws UNAUTHENTICATED */
  async refresh(): Promise<void> {
    await this.parts.reauthenticate();
    await this.catalogue.refresh();
    this.loaded = undefined;
  }

  asset(assetId: AssetId): Asset {
    return this.catalogue.asset(assetId);
  }

  chain(chainId: ChainId): Chain {
    return this.catalogue.chain(chainId);
  }

  amount(assetId: AssetId, units: bigint): TokenAmount {
    return toTokenAmount(this.asset(assetId), units);
  }
}
