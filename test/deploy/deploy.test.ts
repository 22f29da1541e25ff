import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { parse as load } from "yaml";
import { createMetrics } from "../../src/app/metrics/createMetrics.ts";
import { openDatabase } from "../../src/db/database.ts";

const file = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");
const packages = async () => JSON.parse(await file("package.json")) as { scripts: Record<string, string> };

describe("what operators deploy", () => {
  it("shows and watches only metrics that there are, and every one of ours", async () => {
    const database = await openDatabase({ url: "postgres://never.asked" });
    const registry = createMetrics({ database, chains: [], followers: [], loops: [] });
    const known = new Set(registry.getMetricsAsArray().map(({ name }) => name));
    const shown = namesIn(
      (await dashboard()).flatMap(({ targets }) => targets.map(({ expr }) => expr)).join("\n"),
    );
    const watched = namesIn((await alerts()).map(({ expr }) => expr).join("\n"));
    await database.close();
    expect([...shown, ...watched].filter((name) => !known.has(name))).to.deep.equal([]);
    const ours = [...known].filter((name) => name.startsWith("tallystick_"));
    expect(ours.filter((name) => !shown.has(name))).to.deep.equal([]);
    const documented = namesIn(await file("docs/operations/monitoring.md"));
    expect(ours.filter((name) => !documented.has(name))).to.deep.equal([]);
  });

  it("has a page for every alert, which names it", async () => {
    for (const { alert, annotations } of await alerts()) {
      expect(await file(annotations.runbook), alert).to.contain(alert);
    }
  });

  it("starts containers with commands that there are, and keys only where workers are", async () => {
    const { scripts } = await packages();
    const { services } = load(await file("compose.yaml"), { merge: true }) as {
      services: Record<string, { command?: string[]; volumes?: string[]; build?: string }>;
    };
    const own = Object.entries(services).filter(([, service]) => service.build === ".");
    expect(own.map(([name]) => name)).to.deep.equal(["migrate", "api", "worker", "indexer"]);
    for (const [name, { command = [], volumes = [] }] of own) {
      expect(scripts[command[0] ?? ""], name).to.equal(`node scripts/bootstrap.mjs ${command[0]}`);
      expect(
        volumes.some((volume) => volume.includes("keys")),
        name,
      ).to.equal(name === "worker");
      if (name !== "migrate") expect(command).to.deep.equal(["start", "--role", name]);
    }
  });

  it("builds the image by a command of the bootstrap, and leaves secrets out of it", async () => {
    const lines = (await file("Dockerfile")).split("\n");
    const run = lines.filter((line) => line.startsWith("RUN "));
    expect(run).to.have.length(1);
    const [, command] = /^RUN node scripts\/bootstrap\.mjs (\S+)/.exec(run[0] ?? "") ?? [];
    const bootstrap = await file("scripts/bootstrap.mjs");
    expect(bootstrap).to.match(new RegExp(`^  "?${command}"?: `, "m"));
    expect((await file(".dockerignore")).split("\n")).to.include.members([".git", "node_modules", ".env*"]);
    expect(lines).to.include("USER node");
    expect(lines).to.include('ENTRYPOINT ["node", "scripts/bootstrap.mjs"]');
  });

  it("links pages that there are", async () => {
    const index = await file("docs/operations/README.md");
    const links = [...index.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link ?? "");
    expect(links.length).to.be.greaterThan(5);
    for (const link of links) {
      expect(existsSync(new URL(`../../docs/operations/${link}`, import.meta.url)), link).to.equal(true);
    }
  });
});

const namesIn = (text: string) => new Set(text.match(/\b(tallystick|process|nodejs)_[a-z0-9_]+/g) ?? []);

interface Panel {
  readonly targets: readonly { readonly expr: string }[];
}

async function dashboard(): Promise<readonly Panel[]> {
  return (JSON.parse(await file("deploy/grafana/tallystick.json")) as { panels: Panel[] }).panels;
}

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly runbook: string };
}

async function alerts(): Promise<readonly Alert[]> {
  const { groups } = load(await file("deploy/prometheus/alerts.yml")) as { groups: { rules: Alert[] }[] };
  return groups.flatMap(({ rules }) => rules);
}
