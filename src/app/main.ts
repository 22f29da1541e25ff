import { readConfig } from "../config/config.ts";
import { readRoles } from "../config/roles.ts";
import { startApp } from "./app.ts";
import { runCommand } from "./runCommand.ts";
import { welcome } from "./sandbox/welcome.ts";

/** `npm start`: starts everything, says where it is, and ends cleanly on Ctrl-C. */
await runCommand(async () => {
  const app = await startApp(readConfig(), readRoles(process.argv.slice(2)));
  process.stdout.write(app.sandbox ? welcome(app.url, app.sandbox) : `Tallystick listens on ${app.url}\n`);
  let closing = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (closing) return;
      closing = true;
      void app.close().then(() => process.exit(0));
    });
  }
});
