import { FINALITY_DEPTH, type SandboxChain } from "./sandboxChain.ts";
import type { SandboxKeys } from "./seedSandbox.ts";

/** What a newcomer sees: where things are, the keys to play with, and a first query to paste. */
export function welcome(url: string, sandbox: { chain: SandboxChain; keys: SandboxKeys }): string {
  const { chain, keys } = sandbox;
  const { facts, tokens } = chain.parts;
  const [shop] = keys.merchants;
  const [token] = tokens;
  const [payer] = chain.cast.payers;
  const assetId = `${facts.id}/erc20:${token}`;
  const lines = [
    "Tallystick sandbox: everything here is test money and is forgotten when you press Ctrl-C.",
    "",
    `  merchants   ${url}/graphql       (explorer: open it in a browser)`,
    `  payers      ${url}/storefront    (explorer: open it in a browser)`,
    `  health      ${url}/readyz   ${url}/metrics`,
    `  chain       ${chain.rpcUrl}   ${facts.id}, a block every 250 ms, final after ${FINALITY_DEPTH}`,
    `  asset       ${assetId}   (Test Dollar, TUSD, 6 decimals)`,
    "",
    ...keys.merchants.map(
      ({ merchant, secretKey }) => `  ${merchant.name.padEnd(14)} ${secretKey}   ${merchant.id}`,
    ),
    `  ${"operator".padEnd(14)} ${keys.operatorKey}`,
    `  ${"payer".padEnd(14)} ${payer?.address}   key ${payer?.privateKey}`,
    "",
    "Ask for a payment:",
    "",
    `  curl -s ${url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${shop?.secretKey}' -d '${JSON.stringify(
      {
        query:
          "mutation($i:PaymentCreateInput!){paymentCreate(input:$i){payment{id status clientSecret} userErrors{code message}}}",
        variables: {
          i: { assetId, amount: "12.50", captureMethod: "AUTOMATIC", idempotencyKey: "first" },
        },
      },
    )}'`,
    "",
    "Watch a whole shop's day: npm run demo",
    "",
    ...(process.argv.includes("--json") ? [forPrograms(url, sandbox)] : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** The same for whoever started us with --json: one line, the last one. */
function forPrograms(url: string, { chain, keys }: { chain: SandboxChain; keys: SandboxKeys }): string {
  const merchants = keys.merchants.map(({ merchant, secretKey }) => ({
    id: merchant.id,
    name: merchant.name,
    secretKey,
  }));
  return JSON.stringify({ url, rpcUrl: chain.rpcUrl, operatorKey: keys.operatorKey, merchants });
}
