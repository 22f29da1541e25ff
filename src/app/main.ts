import { ConfigError, readConfig } from "../config/config.ts";
import { startApp } from "./app.ts";
import { explainFailure } from "./explainFailure.ts";
import { welcome } from "./sandbox/welcome.ts";

/** The process: starts everything, says where it is, and ends cleanly on Ctrl-C. */
async function main(): Promise<void> {
  const config = readConfig();
  const app = await startApp(config);
  process.stdout.write(app.sandbox ? welcome(app.url, app.sandbox) : `Tallystick listens on ${app.url}\n`);
  let closing = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (closing) return;
      closing = true;
      void app.close().then(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : explainFailure(error)}\n`);
  process.exit(1);
});
