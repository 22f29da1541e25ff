import type { BaseContract, EventLog, Log } from "ethers";

/** Every event of a name since a block. Providers refuse long ranges: a refused one is asked for in halves. */
export async function readLogs(
  contract: BaseContract,
  event: string,
  fromBlock: number,
  toBlock: number,
): Promise<readonly EventLog[]> {
  try {
    const logs = await contract.queryFilter(event, fromBlock, toBlock);
    return logs.filter((log): log is EventLog => isDecoded(log));
  } catch (error) {
    if (fromBlock >= toBlock) throw error;
    const middle = Math.floor((fromBlock + toBlock) / 2);
    const first = await readLogs(contract, event, fromBlock, middle);
    return [...first, ...(await readLogs(contract, event, middle + 1, toBlock))];
  }
}

const isDecoded = (log: Log): boolean => "args" in log;

/** The distinct first arguments of these events: everything that ever was in a set. */
export async function everNamed(
  contract: BaseContract,
  event: string,
  fromBlock: number,
  toBlock: number,
): Promise<readonly string[]> {
  const logs = await readLogs(contract, event, fromBlock, toBlock);
  return [...new Set(logs.map(({ args }) => String(args[0])))];
}
