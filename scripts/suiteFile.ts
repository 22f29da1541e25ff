import { readFileSync } from "node:fs";
import { getAddress } from "ethers";
import { z } from "zod";
import type { SuiteOptions } from "../ignition/deployTallystick.js";

const DAY_SECONDS = 86_400;

const address = z.string().transform((text) => getAddress(text));
const units = z
  .string()
  .regex(/^[0-9]+$/, "an amount is a string of digits, in the token's units")
  .transform(BigInt);
const bps = z.int().min(0).max(10_000);

const asset = z.strictObject({
  token: z.exactOptional(address),
  symbol: z.string().regex(/^[A-Za-z0-9]{1,11}$/),
  gainWindowSeconds: z.int().default(7 * DAY_SECONDS),
  bufferBps: bps,
  earnFeeBps: bps.default(0),
  poolFeeBps: bps.default(0),
  adapters: z.array(z.strictObject({ adapter: address, cap: units })).default([]),
  creditLimits: z.strictObject({
    globalPrincipal: units,
    borrowerDebt: units,
    lineLimit: units,
    secondSignatureAbove: units,
  }),
  defaultDelaySeconds: z.int().default(30 * DAY_SECONDS),
});

const suite = z.strictObject({
  treasury: address,
  wrappedNative: z.exactOptional(address),
  oracles: z.array(address).default([]),
  underwriters: z.array(address).default([]),
  pledgeOperators: z.array(address).default([]),
  assets: z.array(asset),
});

/** Reads what `deploy --suite` names. @throws Error when it is not such a file, naming the field */
export const readSuiteFile = (file: string): SuiteOptions =>
  suite.parse(JSON.parse(readFileSync(file, "utf8")));
