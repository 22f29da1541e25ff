import { expect } from "chai";
import { Webhook } from "standardwebhooks";
import { WebhookReceiver } from "../../../scripts/demo/receiveWebhooks.ts";

const SECRET = `whsec_${Buffer.from("a secret of thirty-two bytes ...").toString("base64")}`;

describe("demo: receiveWebhooks", () => {
  let receiver: WebhookReceiver;
  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
    receiver.verifyWith(SECRET);
  });
  afterEach(() => receiver.close());

  async function deliver(id: string, body = "{}", secret = SECRET): Promise<number> {
    const at = new Date();
    const response = await fetch(receiver.url, {
      method: "POST",
      headers: {
        "webhook-id": id,
        "webhook-timestamp": Math.floor(at.getTime() / 1000).toString(),
        "webhook-signature": new Webhook(secret).sign(id, at, body),
      },
      body,
    });
    return response.status;
  }

  it("refuses the first delivery once, and takes it when it is tried again", async () => {
    expect(await deliver("evt_1")).to.equal(500);
    expect([receiver.verified, receiver.refused, receiver.retried]).to.deep.equal([0, 1, 0]);
    expect(await deliver("evt_1")).to.equal(204);
    expect(await deliver("evt_2")).to.equal(204);
    expect([receiver.verified, receiver.refused, receiver.retried]).to.deep.equal([2, 1, 1]);
    expect([receiver.duplicates, receiver.faults.length]).to.deep.equal([0, 0]);
  });

  it("counts as a duplicate what was accepted before, and what comes with another body", async () => {
    await deliver("evt_1");
    await deliver("evt_1", '{"other":true}');
    expect(receiver.duplicates).to.equal(1);
    await deliver("evt_2");
    await deliver("evt_2");
    expect(receiver.duplicates).to.equal(2);
    expect(receiver.verified).to.equal(2);
    expect(receiver.faults).to.have.length(2);
  });

  it("takes nothing whose signature is not the endpoint's", async () => {
    const other = `whsec_${Buffer.from("another secret, as long as that.").toString("base64")}`;
    expect(await deliver("evt_1", "{}", other)).to.equal(400);
    expect([receiver.verified, receiver.faults.length]).to.deep.equal([0, 1]);
  });

  it("waits until all of a list have come, and knows what does not belong to it", async () => {
    const waiting = receiver.until(["evt_1", "evt_2"], () => undefined);
    for (const id of ["evt_1", "evt_1", "evt_2", "evt_3"]) await deliver(id);
    await waiting;
    expect(receiver.missing(["evt_1", "evt_2"])).to.deep.equal([]);
    expect(receiver.notAmong(["evt_1", "evt_2"])).to.deep.equal(["evt_3"]);
  });
});
