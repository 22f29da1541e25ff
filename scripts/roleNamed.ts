import { type RoleName, roleIds } from "../ignition/roles.js";

export function roleNamed(text: string): { readonly name: RoleName; readonly id: bigint } {
  const entry = Object.entries(roleIds).find(([name]) => name === text.toUpperCase().replace("-", "_"));
  if (!entry) throw new Error(`No role ${text}; known: ${Object.keys(roleIds).join(", ")}`);
  // Object.entries loses the key type that roleIds declares.
  return { name: entry[0] as RoleName, id: entry[1] };
}
