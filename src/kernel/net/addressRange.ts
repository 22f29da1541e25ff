import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** A range of IP addresses in CIDR notation (RFC 4632, RFC 4291), with host bits zero: 203.0.113.0/24, 2001:db8::/32. */
export type AddressRange = string & { readonly addressRange: unique symbol };

type Parsed = [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * One address, or a range.
 * @throws RangeError when it is neither, or an IPv4 address in IPv6's clothes (::ffff:203.0.113.1), which would match nothing
 */
export function parseAddressRange(text: string): AddressRange {
  const [address = "", prefix, ...rest] = text.trim().split("/");
  const version = address.includes("%") ? 0 : isIP(address);
  const widest = version === 4 ? 32 : 128;
  const bits = prefix === undefined ? widest : /^[0-9]{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (version === 0 || rest.length > 0 || bits < 0 || bits > widest) {
    throw new RangeError("must be an IP address, or a range such as 203.0.113.0/24");
  }
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress()) {
    throw new RangeError("must be written as an IPv4 address");
  }
  const cidr = `${parsed.toString()}/${bits}`;
  const network = version === 4 ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : networkOf(cidr);
  return `${network.toString()}/${bits}` as AddressRange; // as the type says
}

/** Whether an address is in one of the ranges; false for what is no address. */
export function isInRanges(address: string, ranges: readonly AddressRange[]): boolean {
  if (isIP(address) === 0) return false;
  const asked = ipaddr.process(address); // unwraps ::ffff:203.0.113.1
  return ranges.some((range) => {
    const [network, bits] = parsedOf(range);
    return network.kind() === asked.kind() && asked.match(network, bits);
  });
}

/** Whether every address of the inner range is in the outer one. */
export function coversRange(outer: AddressRange, inner: AddressRange): boolean {
  const [outerNetwork, outerBits] = parsedOf(outer);
  const [innerNetwork, innerBits] = parsedOf(inner);
  return (
    outerNetwork.kind() === innerNetwork.kind() &&
    innerBits >= outerBits &&
    innerNetwork.match(outerNetwork, outerBits)
  );
}

const networkOf = (cidr: string) => ipaddr.IPv6.networkAddressFromCIDR(cidr);

function parsedOf(range: AddressRange): Parsed {
  return ipaddr.parseCIDR(range);
}
