import { defineConfig, overrideTask } from "hardhat/config";
import config from "./hardhat.config.js";

/** The same contracts under many more fuzz and invariant runs, with the calls of every handler counted; takes long. */
// biome-ignore lint/style/noDefaultExport: Hardhat reads the default export.
export default defineConfig({
  ...config,
  tasks: [
    ...(config.tasks ?? []),
    overrideTask(["test", "solidity"])
      .setAction(async () => ({ default: (await import("./scripts/deep/countVerbs.js")).countVerbs }))
      .build(),
  ],
  test: {
    solidity: {
      ...config.test?.solidity,
      fuzz: { runs: 2_048 },
      invariant: { runs: 1_024, depth: 48, failOnRevert: true },
    },
  },
});
