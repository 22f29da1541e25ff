import type { Stage } from "./stage.ts";
import type { StepTable } from "./stepTable.ts";

export interface WebhookCount {
  /** Events that the API lists for the shop. */
  readonly expected: number;
  readonly verified: number;
  readonly duplicates: number;
}

/** Waits for the webhook of every event that the API lists, and compares the two. */
export async function checkWebhooks(
  stage: Stage,
  steps: StepTable,
): Promise<{ count: WebhookCount; faults: string[] }> {
  const { merchant, webhooks, startsAfter } = stage;
  const ids = (await merchant.eventsAfter(startsAfter)).map(({ id }) => id);
  await steps.run("receive webhooks", ids.length, (done) => webhooks.until(ids, done));
  const listedAgain = (await merchant.eventsAfter(startsAfter)).length;
  const { verified, duplicates, refused, retried } = webhooks;
  const unknown = webhooks.notAmong(ids);
  return {
    count: { expected: ids.length, verified, duplicates },
    faults: [
      ...webhooks.faults,
      ...webhooks.missing(ids).map((id) => `the webhook of ${id} did not come`),
      ...unknown.map((id) => `the webhook ${id} is of no event of the shop`),
      ...(listedAgain === ids.length
        ? []
        : [`${listedAgain - ids.length} events came after everything was final`]),
      ...(retried === refused ? [] : [`of ${refused} refused deliveries ${retried} were tried again`]),
    ],
  };
}
