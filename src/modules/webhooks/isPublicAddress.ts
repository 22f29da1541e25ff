import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Whether an IP address is reachable for everybody: not private, loopback, link-local, unique-local, multicast,
 *  carrier-grade NAT, reserved, nor a way round these through a mapped or translated IPv6 address. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  return ipaddr.process(address).range() === "unicast"; // process unwraps ::ffff:10.0.0.1
}
