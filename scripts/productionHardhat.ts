import { fileURLToPath } from "node:url";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import config from "../hardhat.config.js";

/** Hardhat with the settings that real networks get, in folders of its own: the artifacts other commands use stay
 *  as they are. */
export async function productionHardhat(): Promise<HardhatRuntimeEnvironment> {
  const solidity = config.solidity;
  if (typeof solidity !== "object" || !("profiles" in solidity))
    throw new Error("hardhat.config.ts has no profiles");
  const production = solidity.profiles.production;
  if (!production) throw new Error("hardhat.config.ts has no production profile");
  const root = fileURLToPath(new URL("..", import.meta.url));
  const hre = await createHardhatRuntimeEnvironment(
    {
      ...config,
      solidity: { ...solidity, profiles: { default: withStorageLayout(production) } },
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

/** The compiler reports the layout besides; the code stays the same. */
function withStorageLayout<Profile extends object>(profile: Profile): Profile {
  const settings = "settings" in profile && typeof profile.settings === "object" ? profile.settings : {};
  return { ...profile, settings: { ...settings, outputSelection: { "*": { "*": ["storageLayout"] } } } };
}
