import { readConfig } from "../config/config.ts";
import { readRoles } from "../config/roles.ts";
import { startApp } from "./app.ts";
import { runCommand } from "./runCommand.ts";
import { welcome } from "./sandbox/welcome.ts";

/** Below the 30 seconds after which most supervisors kill. */
const LONGEST_CLOSE_MS = 25_000;

/** `npm start`: starts everything, says where it is, and ends cleanly on Ctrl-C. */
await runCommand(async () => {
  const app = await startApp(readConfig(), readRoles(process.argv.slice(2)));
  let closing = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (closing) return;
      closing = true;
      // What is left undone is in the database: another process goes on with it.
      setTimeout(() => process.exit(0), LONGEST_CLOSE_MS).unref();
      void app.close().then(() => process.exit(0));
    });
  }
  // Last: whoever reads this may send a signal at once.
  process.stdout.write(app.sandbox ? welcome(app.url, app.sandbox) : `Tallystick listens on ${app.url}\n`);
});
