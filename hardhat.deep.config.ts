import { defineConfig } from "hardhat/config";
import config from "./hardhat.config.js";

/** The same contracts under many more fuzz and invariant runs; takes minutes. */
// biome-ignore lint/style/noDefaultExport: Hardhat reads the default export.
export default defineConfig({
  ...config,
  test: { solidity: { fuzz: { runs: 2_048 }, invariant: { runs: 1_024, depth: 48, failOnRevert: true } } },
});
