import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { ConfigError, readConfig, SETTINGS } from "../../src/config/config.ts";

describe("readConfig", () => {
  it("needs nothing for a sandbox", () => {
    expect(readConfig({})).to.deep.equal({
      PORT: 4000,
      HOST: "127.0.0.1",
      LOG_LEVEL: "info",
      SANDBOX_RPC_PORT: 8545,
      RECONCILE_EVERY_SECONDS: 3600,
    });
  });

  it("counts an empty value as absent and ignores what is not ours", () => {
    expect(readConfig({ PORT: "", PATH: "/bin", TEST_CLOCK: "true" })).to.include({
      PORT: 4000,
      TEST_CLOCK: true,
    });
    expect(readConfig({})).not.to.have.property("PATH");
  });

  it("reads a list of origins, as browsers write them and no other", () => {
    const read = (SIGN_IN_ORIGINS: string) => readConfig({ SIGN_IN_ORIGINS }).SIGN_IN_ORIGINS;
    expect(read("https://shop.example, http://localhost:3000")).to.deep.equal([
      "https://shop.example",
      "http://localhost:3000",
    ]);
    for (const wrong of [
      "shop.example",
      "https://shop.example/",
      "https://shop.example/account",
      "https://Shop.example",
      "https://shop.example:443",
      "https://user@shop.example",
      "https://shop.example,",
      "ftp://shop.example",
      "*",
    ]) {
      expect(failureOf({ SIGN_IN_ORIGINS: wrong }), wrong).to.contain("SIGN_IN_ORIGINS must be origins");
    }
  });

  it("reads the proxies to trust, by address or range", () => {
    const { TRUSTED_PROXIES } = readConfig({ TRUSTED_PROXIES: "10.0.0.5, 2001:db8::/32" });
    expect(TRUSTED_PROXIES).to.deep.equal(["10.0.0.5", "2001:db8::/32"]);
    for (const wrong of ["*", "true", "1", "proxy.example", "10.0.0.0/33", "10.0.0.5,"]) {
      expect(failureOf({ TRUSTED_PROXIES: wrong }), wrong).to.contain("TRUSTED_PROXIES must be IP addresses");
    }
  });

  it("tells every error at once, with the setting's name and an example", () => {
    const failure = failureOf({
      PORT: "http",
      DATABASE_URL: "mysql://x",
      LOG_LEVEL: "loud",
      TEST_CLOCK: "yes",
      OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4317",
      OTEL_TRACES_SAMPLER: "some",
      OTEL_TRACES_SAMPLER_ARG: "1.5",
    });
    for (const name of [
      "PORT",
      "DATABASE_URL",
      "LOG_LEVEL",
      "TEST_CLOCK",
      "OTEL_EXPORTER_OTLP_ENDPOINT",
      "OTEL_TRACES_SAMPLER",
      "OTEL_TRACES_SAMPLER_ARG",
    ] as const) {
      expect(failure).to.match(new RegExp(`^  ${name} .*\\(for example .+\\)$`, "m"));
      expect(failure).to.contain(SETTINGS[name].example);
    }
  });

  it("asks for a key that lasts where chains are served that last", () => {
    const failure = failureOf({ CHAINS_FILE: "chains.json" });
    expect(failure).to.contain("SECRET_KEY is required when CHAINS_FILE is set");
  });

  it("never repeats a secret in its complaint", () => {
    expect(failureOf({ SECRET_KEY: "hunter2" })).not.to.contain("hunter2");
    expect(failureOf({ DATABASE_URL: "mysql://root:hunter2@db/x" })).not.to.contain("hunter2");
  });

  it("is documented in .env.example, setting by setting", async () => {
    const example = await readFile(new URL("../../.env.example", import.meta.url), "utf8");
    const documented = [...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);
    expect(documented.sort()).to.deep.equal(Object.keys(SETTINGS).sort());
  });
});

function failureOf(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigError);
    return String(error);
  }
  throw new Error("expected a ConfigError");
}
