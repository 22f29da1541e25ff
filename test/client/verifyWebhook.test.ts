import { expect } from "chai";
import { Webhook } from "standardwebhooks";
import { TallystickError, verifyWebhook } from "tallystick/client";

const secret = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString("base64")}`;
const PAYLOAD = JSON.stringify({ id: "evt_1", type: "payment.succeeded", data: { object: { id: "pay_1" } } });

describe("verifyWebhook", () => {
  const headersOf = (at = new Date(), by = secret(1), payload = PAYLOAD) => ({
    "webhook-id": "evt_1",
    "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
    "webhook-signature": new Webhook(by).sign("evt_1", at, payload),
  });
  const refused = (change: Partial<Parameters<typeof verifyWebhook>[0]>) => {
    const given = { payload: PAYLOAD, headers: headersOf(), secrets: [secret(1)], ...change };
    expect(() => verifyWebhook(given))
      .to.throw(TallystickError)
      .with.property("code", "WEBHOOK_NOT_GENUINE");
  };

  it("reads what one of the secrets has signed", () => {
    for (const by of [secret(1), secret(2)]) {
      const headers = headersOf(new Date(), by);
      const event = verifyWebhook({ payload: PAYLOAD, headers, secrets: [secret(1), secret(2)] });
      expect(event).to.deep.equal(JSON.parse(PAYLOAD));
    }
  });

  it("refuses another secret, another body, and no signature", () => {
    refused({ secrets: [secret(3)] });
    refused({ secrets: [] });
    refused({ payload: `${PAYLOAD} ` });
    refused({ headers: { ...headersOf(), "webhook-id": "evt_2" } });
    refused({ headers: {} });
  });

  it("refuses what is older or newer than five minutes", () => {
    const away = (seconds: number) => headersOf(new Date(Date.now() + seconds * 1_000));
    refused({ headers: away(-310) });
    refused({ headers: away(310) });
    expect(verifyWebhook({ payload: PAYLOAD, headers: away(-290), secrets: [secret(1)] }).id).to.equal(
      "evt_1",
    );
  });
});
