import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from "graphql";
import { textScalar } from "./textScalar.ts";

const UINT256_MAX = 2n ** 256n - 1n;

/** Long enough for every CAIP id; what the text names is the use case's question. */
const isShort = (text: string) => text.length <= 200;

export const DecimalScalar = textScalar({
  name: "Decimal",
  description:
    'An exact decimal number as a string: digits, optionally a point and digits, such as "12.50". Never a float.',
  accepts: (text) => /^-?\d{1,78}(\.\d{1,78})?$/.test(text),
});

export const UInt256Scalar = textScalar({
  name: "UInt256",
  description: "A whole number from 0 to 2^256 - 1 as a string of decimal digits.",
  accepts: (text) => /^(0|[1-9]\d{0,77})$/.test(text) && BigInt(text) <= UINT256_MAX,
});

export const Bytes32Scalar = textScalar({
  name: "Bytes32",
  description: "32 bytes as 0x and 64 hexadecimal digits.",
  accepts: (text) => /^0x[0-9a-fA-F]{64}$/.test(text),
});

export const HexScalar = textScalar({
  name: "Hex",
  description: "Bytes as 0x and an even number of hexadecimal digits, at most 32,768 bytes.",
  accepts: (text) => text.length <= 65_538 && /^0x([0-9a-fA-F]{2})*$/.test(text),
});

export const AddressScalar = textScalar({
  name: "Address",
  description:
    "An EVM address as 0x and 40 hexadecimal digits; its mixed-case checksum (EIP-55) is checked when it has one.",
  specifiedByURL: "https://eips.ethereum.org/EIPS/eip-55",
  accepts: isShort,
});

export const ChainIdScalar = textScalar({
  name: "ChainId",
  description: "A chain's CAIP-2 id, such as eip155:8453.",
  specifiedByURL: "https://chainagnostic.org/CAIPs/caip-2",
  accepts: isShort,
});

export const AssetIdScalar = textScalar({
  name: "AssetId",
  description: "A token's CAIP-19 id, such as eip155:8453/erc20:0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913.",
  specifiedByURL: "https://chainagnostic.org/CAIPs/caip-19",
  accepts: isShort,
});

export const AccountIdScalar = textScalar({
  name: "AccountId",
  description: "An account's CAIP-10 id, such as eip155:8453:0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913.",
  specifiedByURL: "https://chainagnostic.org/CAIPs/caip-10",
  accepts: isShort,
});

function parseInstant(value: unknown): Date {
  const instant =
    typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(value);
  const date = instant ? new Date(value) : undefined;
  if (!date || Number.isNaN(date.getTime())) {
    throw new GraphQLError("DateTime must be a string like 2026-11-22T12:00:00Z.");
  }
  return date;
}

export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: "DateTime",
  description: "An instant as an RFC 3339 string with a time zone; answers are in UTC, to the millisecond.",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc3339",
  serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : undefined),
});

export const JsonScalar = new GraphQLScalarType({
  name: "JSON",
  description: "Any JSON value.",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc8259",
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
