import { SYSTEM, type Tx, withTx } from "../../../src/db/withTx.ts";
import type { MerchantCaller } from "../../../src/modules/merchants/index.ts";
import {
  type AttemptOutcome,
  attemptDelivery,
  completeDelivery,
  type Lease,
  leaseDeliveries,
  publishEvents,
  redeliver,
  type WebhookDelivery,
  type WebhooksContext,
} from "../../../src/modules/webhooks/index.ts";
import { type Break, BreakingDatabase, Crashed } from "../../fixtures/breakingDatabase.ts";
import { makeMerchant } from "../../modules/merchants/merchantWorld.ts";
import { addEndpoint, appendEvent, webhooksContext } from "../../modules/webhooks/webhookWorld.ts";
import { openDatabases, type SimDatabase } from "../../sim/simDatabase.ts";
import { forget } from "../forget.ts";
import { type Picture, requireSame } from "../step.ts";
import type { Answer, WebhookModel } from "./webhookModel.ts";

type Leased = Lease["deliveries"][number];

/** The webhook module over a database that can be made to break; the receivers are the model's. */
export class WebhookWorld {
  readonly context: ReturnType<typeof webhooksContext>;
  readonly caller: MerchantCaller;
  /** Every body that was posted, by its event. */
  readonly bodies = new Map<string, Set<string>>();
  /** Leases that were given out and are remembered by their workers. */
  readonly held: { readonly number: number; readonly owner: string; readonly leased: Leased }[] = [];
  readonly #breaking: BreakingDatabase;
  readonly #database: SimDatabase;
  readonly close: () => Promise<void>;
  #answer: Answer = 200;

  private constructor(database: SimDatabase, caller: MerchantCaller, close: () => Promise<void>) {
    this.#database = database;
    this.#breaking = new BreakingDatabase(database.dialect);
    this.caller = caller;
    this.close = close;
    this.context = webhooksContext({ timeoutMs: 10_000 });
    Object.assign(this.context, { post: this.#post } satisfies Partial<WebhooksContext>);
  }

  static async open(): Promise<WebhookWorld> {
    const databases = await openDatabases(process.env.DATABASE_URL);
    const database = await databases.fresh();
    const { caller } = await makeMerchant(database.plain);
    return new WebhookWorld(database, caller, async () => {
      await database.drop();
      await databases.close();
    });
  }

  readonly #post: WebhooksContext["post"] = async ({ headers, body }) => {
    const event = headers["webhook-id"] ?? "";
    this.bodies.set(event, (this.bodies.get(event) ?? new Set()).add(body));
    const statusCode = this.#answer === "hangs" ? null : this.#answer;
    return { statusCode, failure: statusCode === null ? "TIMEOUT" : null };
  };

  /** Begins anew, with two endpoints that want everything. */
  async begin(model: WebhookModel): Promise<void> {
    await forget(this.#database.plain);
    this.bodies.clear();
    this.held.length = 0;
    for (const name of ["one", "two"]) {
      const url = `http://127.0.0.1:9/${name}`;
      const order = { caller: this.caller, url, context: this.context };
      model.addEndpoint((await addEndpoint(this.#database.plain, order)).endpoint.id);
    }
  }

  /** Seconds. */
  get now(): number {
    return Math.floor(this.context.at.getTime() / 1000);
  }

  advance(seconds: number): void {
    this.context.at = new Date(this.context.at.getTime() + seconds * 1000);
  }

  inTx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return withTx(this.#database.plain, SYSTEM, work);
  }

  /** Work that is killed there; whether it was done all the same, and its answer if that came. */
  async dying<T>(at: Break | null, work: (tx: Tx) => Promise<T>): Promise<{ isDone: boolean; answer?: T }> {
    this.#breaking.lay(at);
    try {
      return { isDone: true, answer: await withTx(this.#breaking.database, SYSTEM, work) };
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
      return { isDone: at?.at === "after commit" };
    } finally {
      this.#breaking.lay(null);
    }
  }

  append = () => appendEvent(this.#database.plain, { caller: this.caller });
  publish = (tx: Tx) => publishEvents(tx, this.context);
  lease = (tx: Tx) => leaseDeliveries(tx, 100, this.context);

  redeliver(deliveryId: string): Promise<WebhookDelivery> {
    const id = deliveryId as WebhookDelivery["id"];
    return this.inTx((tx) => redeliver(tx, { ...this.caller, deliveryId: id }, this.context));
  }

  attempt(leased: Leased, answer: Answer): Promise<AttemptOutcome> {
    this.#answer = answer;
    return attemptDelivery(leased, this.context);
  }

  complete = (tx: Tx, command: Parameters<typeof completeDelivery>[1]) =>
    completeDelivery(tx, command, this.context);

  /** Ids of deliveries that are no redeliveries, by event and endpoint. */
  async originals(): Promise<(event: string, endpoint: string) => string> {
    const rows = await this.inTx((tx) =>
      tx
        .selectFrom("webhook_deliveries")
        .select(["id", "event_id", "endpoint_id"])
        .where("redelivery_of", "is", null)
        .execute(),
    );
    return (event, endpoint) => {
      const row = rows.find(({ event_id, endpoint_id }) => event_id === event && endpoint_id === endpoint);
      return row?.id ?? `no delivery of ${event} to ${endpoint}`;
    };
  }
}

/** Fails unless every delivery, attempt, endpoint and event is where the model says it must be. */
export async function expectSame(model: WebhookModel, world: WebhookWorld): Promise<void> {
  requireSame(await world.inTx(realPicture), modelPicture(model));
}

const secondsOf = (date: Date | null) => date && Math.floor(date.getTime() / 1000);

async function realPicture(tx: Tx): Promise<Picture> {
  const deliveries = await tx.selectFrom("webhook_deliveries").selectAll().execute();
  const attempts = await tx.selectFrom("webhook_attempts").selectAll().orderBy("attempted_at").execute();
  const endpoints = await tx.selectFrom("webhook_endpoints").selectAll().execute();
  const events = await tx.selectFrom("events").select(["id", "sequence"]).orderBy("sequence").execute();
  return {
    deliveries: deliveries.map((row) => {
      const answers = attempts.filter(({ delivery_id }) => delivery_id === row.id);
      const said = answers.map(({ status_code, failure }) => status_code ?? failure).join();
      const times = `${secondsOf(row.next_attempt_at)} ${secondsOf(row.lease_until)}`;
      return `${row.id} ${row.event_id} ${row.endpoint_id} ${row.status} ${row.attempt_count} ${times} [${said}]`;
    }),
    endpoints: endpoints.map(
      ({ id, status, failing_since }) => `${id} ${status} ${secondsOf(failing_since)}`,
    ),
    events: events.flatMap(({ id, sequence }) => (sequence === null ? [] : [id])),
  };
}

function modelPicture({ deliveries, endpoints, published }: WebhookModel): Picture {
  return {
    deliveries: deliveries.map(({ id, event, endpoint, status, attempts, nextAt, lease }) => {
      const times = `${nextAt} ${lease?.until ?? null}`;
      return `${id} ${event} ${endpoint.id} ${status} ${attempts.length} ${times} [${attempts.join()}]`;
    }),
    endpoints: endpoints.map(({ id, status, failingSince }) => `${id} ${status} ${failingSince}`),
    events: published,
  };
}
