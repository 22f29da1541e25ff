import type { Address } from "../../kernel/ids/chainIds.ts";
import { RpcRefused } from "./rpc.errors.ts";
import type { Rpc } from "./rpcClient.ts";

/** What a call returns in the latest block; undefined when it reverts. Nothing is sent.
 *  @throws RpcUnreachable */
export async function callAnswer(
  rpc: Rpc,
  call: { from?: Address; to: Address; data: string },
): Promise<string | undefined> {
  try {
    return String(await rpc.request("eth_call", [call, "latest"]));
  } catch (error) {
    if (error instanceof RpcRefused) return undefined;
    throw error;
  }
}
