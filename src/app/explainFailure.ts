import { RpcUnreachable } from "../chain/rpc/rpc.errors.ts";

/** One line for whoever started the process: what is wrong and, where it is known, what to do. */
export function explainFailure(error: unknown): string {
  if (error instanceof RpcUnreachable) {
    return `No chain answers (${error.message}): start the node, or correct its rpcUrls in CHAINS_FILE.`;
  }
  const { code, message, port, address } = error as {
    code?: string;
    message?: string;
    port?: number;
    address?: string;
  };
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} is taken: end the other program, or choose another with PORT (or SANDBOX_RPC_PORT for the local chain).`;
    case "EACCES":
      return `Port ${port} may not be used by this user: choose one above 1023 with PORT.`;
    case "ECONNREFUSED":
      return `No database answers at ${address}:${port}: start it, or correct DATABASE_URL.`;
    case "ENOTFOUND":
      return `The database's host is not known: correct DATABASE_URL.`;
    case "28P01":
    case "28000":
    case "3D000":
      return `The database refuses us (${message}): correct DATABASE_URL.`;
    default:
      return `Tallystick could not start: ${(message ?? String(error)).split("\n")[0]}`;
  }
}
