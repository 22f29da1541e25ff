import type { EventFragment, Interface, ParamType } from "ethers";
import { LRUCache } from "lru-cache";
import { type Address, type Bytes32, type Hex, parseAddress } from "../kernel/ids/chainIds.ts";

/** What a contract said; the arguments are decoded when they are looked at. */
export interface ContractEvent {
  readonly name: string;
  /** The OutputObject that TypeChain has for it: integers are bigint, addresses have their checksums. */
  readonly args: unknown;
}

/**
 * Reads the events of one contract; undefined for logs that are none of them.
 * Arguments of one word each, which almost all of ours are, are cut from the log by a plan made once: ethers, which
 * reads the others, makes such a plan and a checksum anew for every log, and took most of a backfill's time.
 * @see Solidity's contract ABI specification, "Formal Specification of the Encoding"
 */
export function eventReader(
  abi: Interface,
): (log: { topics: readonly Bytes32[]; data: Hex }) => ContractEvent | undefined {
  const events = new Map<string, { fragment: EventFragment; read: ReadEvent | undefined }>();
  abi.forEachEvent((fragment) => events.set(fragment.topicHash, { fragment, read: planOf(fragment) }));
  return ({ topics, data }) => {
    const event = events.get(topics[0] ?? "");
    if (!event) return undefined;
    const { fragment, read } = event;
    return {
      name: fragment.name,
      get args() {
        return read ? read(topics, data) : abi.decodeEventLog(fragment, data, topics).toObject();
      },
    };
  };
}

/** Takes the next word: 64 hexadecimal digits. */
type NextWord = () => string;
type Read = (next: NextWord) => unknown;
type ReadEvent = (topics: readonly Bytes32[], data: Hex) => object;

/** Undefined when an argument is not of a fixed number of words. */
function planOf(fragment: EventFragment): ReadEvent | undefined {
  const plan: { name: string; indexed: boolean; read: Read }[] = [];
  for (const param of fragment.inputs) {
    const read = readerOf(param);
    if (!read) return undefined;
    plan.push({ name: param.name, indexed: param.indexed === true, read });
  }
  return (topics, data) => {
    const [nextTopic, nextWord] = [topicsOf(topics), wordsOf(data)];
    return Object.fromEntries(
      plan.map(({ name, indexed, read }) => [name, read(indexed ? nextTopic : nextWord)]),
    );
  };
}

function readerOf(param: ParamType): Read | undefined {
  const { baseType, components } = param;
  if (baseType === "address") return (next) => CHECKSUMMED.memo(`0x${next().slice(24)}`);
  if (/^uint\d+$/.test(baseType)) return (next) => BigInt(`0x${next()}`);
  if (/^int\d+$/.test(baseType)) return (next) => BigInt.asIntN(256, BigInt(`0x${next()}`));
  if (baseType === "bool") return (next) => BigInt(`0x${next()}`) !== 0n;
  if (baseType === "bytes32") return (next) => `0x${next()}`;
  if (baseType !== "tuple" || !components) return undefined;
  const fields: { name: string; read: Read }[] = [];
  for (const component of components) {
    const read = readerOf(component);
    if (!read) return undefined;
    fields.push({ name: component.name, read });
  }
  return (next) => Object.fromEntries(fields.map(({ name, read }) => [name, read(next)]));
}

function topicsOf(topics: readonly Bytes32[]): NextWord {
  let place = 1; // the first one is the event's own
  return () => wordAt(topics[place++]?.slice(2));
}

function wordsOf(data: Hex): NextWord {
  let start = 2;
  return () => {
    start += 64;
    return wordAt(data.slice(start - 64, start));
  };
}

function wordAt(word: string | undefined): string {
  if (word?.length !== 64) throw new RangeError("the log is shorter than its event");
  return word;
}

/** A checksum is a hash, and the same few addresses come again and again. */
const CHECKSUMMED = new LRUCache<string, Address>({ max: 10_000, memoMethod: parseAddress });
