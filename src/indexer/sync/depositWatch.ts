import type { BlockHeader, BlockSource, ChainLog } from "../../chain/rpc/chainReader.ts";
import { bloomOf } from "../../chain/rpc/logsBloom.ts";
import { decodeTransfer, TRANSFER_TOPIC, topicOf } from "../../chain/tokens/transferEvents.ts";
import type { Tx } from "../../db/withTx.ts";
import type { Address, ChainId } from "../../kernel/ids/chainIds.ts";
import {
  depositAddressesAmong,
  readTransferWatch,
  type TransferWatch,
} from "../../modules/deposits/index.ts";

/**
 * So many addresses are named to the nodes, which then look for them alone; of more, all transfers of the tokens are
 * asked for and ours picked out here, since what that costs does not grow with the addresses.
 * @see go-ethereum, eth/filters/api.go, maxSubTopics
 */
export const MOST_RECIPIENTS = 1_000;

/** Which addresses of a chain are watched, as the database says at that moment. */
export interface DepositWatch {
  read(): Promise<TransferWatch>;
  among(addresses: readonly Address[]): Promise<ReadonlySet<Address>>;
}

export function depositWatch(
  chainId: ChainId,
  inTx: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  most = MOST_RECIPIENTS,
): DepositWatch {
  return {
    read: () => inTx((tx) => readTransferWatch(tx, chainId, most)),
    among: (addresses) => inTx((tx) => depositAddressesAmong(tx, chainId, addresses)),
  };
}

/** What the tokens said, and the part of it that is about deposits. */
export interface Transfers {
  readonly answered: readonly ChainLog[];
  readonly deposits: readonly ChainLog[];
}

/** The transfers of some blocks that are deposits. */
export async function fetchTransfers(
  { source, deposits, from, to }: { source: BlockSource; deposits: DepositWatch; from: number; to: number },
  watch: TransferWatch,
): Promise<Transfers> {
  if (watch.tokens.length === 0) return { answered: [], deposits: [] };
  const answered = await source.transfersBetween({ from, to, ...watch });
  if (watch.recipients) return { answered, deposits: answered };
  const recipients = new Set(answered.flatMap((log) => decodeTransfer(log)?.to ?? []));
  const ours = recipients.size === 0 ? recipients : await deposits.among([...recipients]);
  return { answered, deposits: answered.filter((log) => ours.has(decodeTransfer(log)?.to as Address)) }; // of none: false
}

/** The first block that has deposits, although the answer for its range had none of it. */
export async function findHiddenTransfers(
  source: BlockSource,
  watch: TransferWatch,
  { headers, answered }: { headers: readonly BlockHeader[]; answered: readonly ChainLog[] },
): Promise<BlockHeader | undefined> {
  if (watch.tokens.length === 0) return undefined;
  const topics = watch.recipients?.map(topicOf) ?? null;
  const told = new Set(answered.map(({ blockHash }) => blockHash));
  for (const header of headers) {
    if (told.has(header.hash)) continue;
    const mayHold = bloomOf(header.logsBloom);
    const isSilent =
      !mayHold(TRANSFER_TOPIC) || !watch.tokens.some(mayHold) || topics?.some(mayHold) === false;
    if (!isSilent && (await source.transfersOfBlock(header.hash, watch)).length > 0) return header;
  }
  return undefined;
}
