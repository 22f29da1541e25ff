import { runSeed } from "../../test/sim/runSeed.ts";
import { openSimWorld } from "../../test/sim/world.ts";

/** Plays the seeds that its parent names, one after another; ends when its parent does. */
const world = await openSimWorld(process.env.DATABASE_URL);
process.on("disconnect", () => process.exit(1));
process.on("message", (message: { seed: number } | "END") => {
  if (message === "END") void world.close().then(() => process.exit(0));
  else
    runSeed({ ...world, seed: message.seed })
      .catch((error: Error) => ({ seed: message.seed, broken: error.stack ?? error.message }))
      .then((result) => process.send?.(result));
});
process.send?.("READY");
