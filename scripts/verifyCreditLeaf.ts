import { readFileSync } from "node:fs";
import { isAttested } from "../src/chain/credit/attestation.ts";
import { parseBytes32 } from "../src/kernel/ids/chainIds.ts";

// Checks that a figure which a merchant discloses is one of those that its credit was decided by:
//   node --import tsx scripts/verifyCreditLeaf.ts ATTESTATION DISCLOSURE.json
// ATTESTATION is the line's, as its CreditOpened event has it; the file is one of `disclosures` of the credit request.
const [attestation, file] = process.argv.slice(2);
if (!attestation || !file) {
  console.error("usage: verifyCreditLeaf.ts ATTESTATION DISCLOSURE.json");
  process.exit(2);
}
const { name, value, salt, proof } = JSON.parse(readFileSync(file, "utf8"));
const leaf = { name: String(name), value: String(value), salt: parseBytes32(salt) };
const isTrue = isAttested(parseBytes32(attestation), leaf, proof.map(parseBytes32));
console.log(isTrue ? `attested: ${leaf.name} = ${leaf.value}` : "NOT attested");
process.exit(isTrue ? 0 : 1);
