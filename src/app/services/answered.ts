import { RpcUnreachable } from "../../chain/rpc/rpc.errors.ts";

/** What was asked of a chain; null when no node answers. */
export async function answered<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RpcUnreachable) return null;
    throw error;
  }
}
