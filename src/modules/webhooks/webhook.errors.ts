import { DomainError } from "../../kernel/errors/domainError.ts";
import type { WebhookEndpoint } from "./webhook.ts";

export class WebhookUrlRefused extends DomainError {
  constructor(reason: string, cause?: unknown) {
    super("WEBHOOK_URL_REFUSED", `This URL cannot receive webhooks: ${reason}.`, {
      path: ["input", "url"],
      cause,
    });
  }
}

export class WebhookDeliveryNotFound extends DomainError {
  constructor() {
    super("NOT_FOUND", "There is no such delivery.", { path: ["input", "deliveryId"] });
  }
}

export class WebhookEndpointOff extends DomainError {
  constructor(endpoint: WebhookEndpoint) {
    super("INVALID_STATE", `The endpoint is ${endpoint.status}.`, {
      evidence: { current: endpoint.status, allowed: ["ENABLED"] },
    });
  }
}

export class WebhookEndpointsExceeded extends DomainError {
  constructor(limit: number) {
    super("INVALID_INPUT", `There can be ${limit} endpoints in each mode.`, { evidence: { limit } });
  }
}
