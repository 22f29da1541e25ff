import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { TallystickDeployment } from "../ignition/deployTallystick.js";

const fileOf = (chainId: string): string =>
  fileURLToPath(new URL(`../src/chain/deployments/${chainId}.json`, import.meta.url));

/** Writes addresses and start block where the stack looks for them; returns the file. */
export function recordDeployment(deployment: TallystickDeployment): string {
  const file = fileOf(deployment.chainId);
  mkdirSync(fileURLToPath(new URL("../src/chain/deployments/", import.meta.url)), { recursive: true });
  writeFileSync(file, toRecord(deployment));
  return file;
}

/** The text of a record. */
export const toRecord = (deployment: TallystickDeployment): string =>
  `${JSON.stringify(deployment, digits, 2)}\n`;

/** JSON has no integers of that size. */
const digits = (_key: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);

/** A record as it was written: its amounts are strings of digits. */
export function readDeployment(chainId: string): TallystickDeployment {
  const file = fileOf(chainId);
  if (!existsSync(file)) throw new Error(`Nothing is deployed on chain ${chainId}: ${file} does not exist`);
  return JSON.parse(readFileSync(file, "utf8"));
}
