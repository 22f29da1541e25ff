import { fileURLToPath } from "node:url";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { MultiVersionSolidityUserConfig, SolidityCompilerUserConfig } from "hardhat/types/config";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import config from "../hardhat.config.js";

/** Hardhat with the settings that real networks get, in folders of its own: the artifacts other commands use stay
 *  as they are. */
export async function productionHardhat(): Promise<HardhatRuntimeEnvironment> {
  const solidity = config.solidity;
  if (typeof solidity !== "object" || !("profiles" in solidity))
    throw new Error("hardhat.config.ts has no profiles");
  const production = solidity.profiles.production;
  if (!production || !("compilers" in production))
    throw new Error("hardhat.config.ts has no production profile");
  const root = fileURLToPath(new URL("..", import.meta.url));
  const hre = await createHardhatRuntimeEnvironment(
    {
      ...config,
      solidity: { ...solidity, profiles: { default: layoutsOf(production) } },
      paths: {
        ...config.paths,
        artifacts: "./cache/production/artifacts",
        cache: "./cache/production/cache",
      },
    },
    { noTypechain: true },
    root,
  );
  await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
  return hre;
}

/** The compilers report the layout besides; the code stays the same. */
const layoutsOf = ({ compilers, overrides }: MultiVersionSolidityUserConfig) => ({
  compilers: compilers.map(withStorageLayout),
  overrides: Object.fromEntries(
    Object.entries(overrides ?? {}).map(([file, compiler]) => [file, withStorageLayout(compiler)]),
  ),
});

const withStorageLayout = (compiler: SolidityCompilerUserConfig): SolidityCompilerUserConfig => ({
  ...compiler,
  settings: { ...compiler.settings, outputSelection: { "*": { "*": ["storageLayout"] } } },
});
