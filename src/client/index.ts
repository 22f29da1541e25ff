export { createClient, type TallystickClient } from "./createClient.ts";
export { OutcomeUnknown, Refused, TallystickError } from "./errors.ts";
export { type PageOf, paginate } from "./paginate.ts";
export type { ClientOptions } from "./transport.ts";
export { verifyWebhook, type WebhookEvent } from "./verifyWebhook.ts";
