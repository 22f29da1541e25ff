import { expect } from "chai";
import { type DoorWorld, openDoors } from "../doorWorld.ts";

describe("the explorer pages", () => {
  let world: DoorWorld;
  before(async () => {
    world = await openDoors();
  });
  after(() => world.close());

  for (const door of ["/graphql", "/storefront"]) {
    it(`load everything of ${door} from this server, and may load nothing else`, async () => {
      const page = await fetch(`${world.url}${door}/explorer/`);
      expect(page.status).to.equal(200);
      const policy = page.headers.get("content-security-policy") ?? "";
      expect(policy).to.contain("default-src 'none'").and.to.contain("script-src 'self';");
      expect(policy).not.to.match(/https?:|unsafe-eval|\*/);
      const html = await page.text();
      const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "");
      expect(sources).to.include("main.js").and.to.include("initial_options.js");
      expect(html).to.contain(`<base href="${door}/explorer/">`);
      for (const source of sources) {
        expect(source).not.to.match(/^(https?:)?\/\//);
        const part = await fetch(new URL(source, `${world.url}${door}/explorer/`));
        expect(part.status, source).to.equal(200);
        await part.arrayBuffer();
      }
      // No script stands in the page itself: the policy would not run it.
      expect(html).not.to.match(/<script[^>]*>[^<]+<\/script>/);
      const options = await (await fetch(`${world.url}${door}/explorer/initial_options.js`)).text();
      expect(options).to.contain(door);
    });
  }

  it("does not lead out of its folder", async () => {
    for (const path of [
      "/graphql/explorer/..%2f..%2fpackage.json",
      "/graphql/explorer/%2e%2e/package.json",
    ]) {
      expect((await fetch(world.url + path)).status).to.be.oneOf([400, 403, 404]);
    }
  });
});
