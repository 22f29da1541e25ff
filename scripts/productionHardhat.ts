import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { MultiVersionSolidityUserConfig, SolidityCompilerUserConfig } from "hardhat/types/config";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

/** Hardhat with the settings that real networks get, in folders of its own: the artifacts other commands use stay
 *  as they are. The first build takes minutes, and is there for whichever command asks next. */
export async function productionHardhat({
  userConfig,
  globalOptions,
  config,
}: HardhatRuntimeEnvironment): Promise<HardhatRuntimeEnvironment> {
  const { solidity } = userConfig;
  if (typeof solidity !== "object" || !("profiles" in solidity))
    throw new Error("hardhat.config.ts has no profiles");
  const production = solidity.profiles.production;
  if (!production || !("compilers" in production))
    throw new Error("hardhat.config.ts has no production profile");
  const hre = await createHardhatRuntimeEnvironment(
    {
      ...userConfig,
      solidity: { ...solidity, profiles: { default: layoutsOf(production) } },
      paths: {
        ...userConfig.paths,
        artifacts: "./cache/production/artifacts",
        cache: "./cache/production/cache",
      },
    },
    { ...globalOptions, noTypechain: true },
    config.paths.root,
  );
  console.error("Building with the settings of real networks (minutes, when contracts changed)");
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
