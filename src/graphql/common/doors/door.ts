import type { GraphQLSchema } from "graphql";
import type { Caller } from "../../../modules/merchants/index.ts";
import type { WalletCaller } from "../../../modules/wallets/index.ts";
import type { Authenticator, Credential } from "../access/authenticator.ts";
import { type DoorCaller, requireAccess } from "../access/requireAccess.ts";
import type { AssetCatalogue } from "../assets/assetCatalogue.ts";
import { DoorContext, type FindNode } from "../context/doorContext.ts";
import { countListed } from "../cost/countObjects.ts";
import type { Meter, Ticket } from "../cost/meter.ts";
import type { Variables } from "../documents/cost.ts";
import { type DocumentCache, documentCache, type PreparedDocument } from "../documents/documentCache.ts";
import type { ReportFailure } from "../errors/answerErrors.ts";
import type { EventFeed } from "../feed/eventFeed.ts";
import type { Services } from "../services.ts";
import { nameOperation } from "./traceRequests.ts";

/** What both doors share in one process. */
export interface DoorParts {
  readonly services: Services;
  readonly feed: EventFeed;
  readonly catalogue: AssetCatalogue;
  readonly keys: Authenticator<Caller>;
  readonly sessions: Authenticator<WalletCaller>;
  readonly meter: Meter;
  readonly report: ReportFailure;
}

/** What makes one door different from the other. */
export interface DoorKind {
  readonly schema: GraphQLSchema;
  /** Where it is found, such as /graphql. */
  readonly path: string;
  readonly introspection: boolean;
  readonly findNode: FindNode;
  /** Whether a connection that brings this credential may stay: it throws when not. */
  readonly authenticate: (credential: Credential) => unknown;
  /** Who asks, given the credential of the request and what it asks for. */
  readonly callerOf: (request: DoorRequest) => DoorCaller | Promise<DoorCaller>;
}

/** One request, by whatever way it came. */
export interface DoorRequest {
  readonly prepared: PreparedDocument;
  readonly variables: Variables;
  readonly authorization: string | undefined;
  readonly requestId: string;
  readonly address: string;
}

export class Door {
  readonly kind: DoorKind;
  readonly parts: DoorParts;
  readonly documents: DocumentCache;

  constructor(kind: DoorKind, parts: DoorParts) {
    this.kind = kind;
    this.parts = parts;
    this.documents = documentCache(kind);
  }

  /** Says who asks and gives the resolvers what they need.
   *  @throws UNAUTHENTICATED */
  async contextOf(request: DoorRequest): Promise<DoorContext> {
    nameOperation(request.prepared);
    const caller = await this.kind.callerOf(request);
    await this.parts.catalogue.refresh();
    const { services, feed, catalogue } = this.parts;
    return new DoorContext({
      services,
      feed,
      catalogue,
      findNode: this.kind.findNode,
      caller,
      reauthenticate: () => this.kind.callerOf(request),
      requestId: request.requestId,
      address: request.address,
      prepared: request.prepared,
    });
  }

  /** The one gate in front of execution: evaluated for each request, from what is known of its text.
   *  @throws UNAUTHENTICATED, FORBIDDEN, QUERY_TOO_COMPLEX, THROTTLED */
  async admit(context: DoorContext, variables: Variables): Promise<Ticket> {
    const { requirements, cost, kept } = context.prepared.inspection;
    requireAccess(context.caller, requirements);
    const points = { asked: cost(variables), kept, listed: countListed(variables) };
    return this.parts.meter.charge(context.caller, context.address, points);
  }
}
