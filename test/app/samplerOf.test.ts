import { expect } from "chai";
import { samplerOf } from "../../src/app/traces/samplerOf.ts";
import { readConfig } from "../../src/config/config.ts";

/** What the OpenTelemetry specification calls them, and what they are to say of themselves. */
const SAMPLERS: [name: string, argument: string, description: string][] = [
  ["", "", "ParentBased{root=AlwaysOnSampler, "],
  ["always_on", "", "AlwaysOnSampler"],
  ["always_off", "0.5", "AlwaysOffSampler"],
  ["traceidratio", "0.25", "TraceIdRatioBased{0.25}"],
  ["traceidratio", "", "TraceIdRatioBased{1}"],
  ["parentbased_always_on", "", "ParentBased{root=AlwaysOnSampler, "],
  ["parentbased_always_off", "", "ParentBased{root=AlwaysOffSampler, "],
  ["parentbased_traceidratio", "0", "ParentBased{root=TraceIdRatioBased{0}, "],
];

describe("samplerOf", () => {
  for (const [name, argument, description] of SAMPLERS) {
    it(`knows ${name || "no name"}${argument && ` with ${argument}`}`, () => {
      const config = readConfig({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: argument });
      expect(String(samplerOf(config)).startsWith(description), String(samplerOf(config))).to.equal(true);
    });
  }
});
