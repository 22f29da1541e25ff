// Pays a payment of the sandbox as its payer: by the first way that the API names, without gas.
// Usage: node examples/pay.mjs CLIENT_SECRET [PRIVATE_KEY] [STOREFRONT_URL]
import { Wallet } from "ethers";

/** The sandbox's first payer. Everybody knows this key. */
const SANDBOX_PAYER = "0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356";

const [clientSecret, key = SANDBOX_PAYER, url = "http://127.0.0.1:4000/storefront"] = process.argv.slice(2);
if (!clientSecret) {
  console.error("Usage: node examples/pay.mjs CLIENT_SECRET [PRIVATE_KEY] [STOREFRONT_URL]");
  process.exit(1);
}
const wallet = new Wallet(key);

const { paymentPrepare } = await ask(
  `mutation ($input: PaymentPrepareInput!) {
    paymentPrepare(input: $input) {
      preparedPayment { signatures { scheme typedData validAfter validBefore } }
      userErrors { code message }
    }
  }`,
  { clientSecret, payer: wallet.address },
);
const [{ scheme, typedData, validAfter, validBefore }] = accepted(paymentPrepare).preparedPayment.signatures;
const [signature, permitSignature] = await Promise.all(typedData.map(sign));

const { paymentAuthorizationSubmit } = await ask(
  `mutation ($input: PaymentAuthorizationSubmitInput!) {
    paymentAuthorizationSubmit(input: $input) { checkoutPayment { status } userErrors { code message } }
  }`,
  { clientSecret, payer: wallet.address, scheme, validAfter, validBefore, signature, permitSignature },
);
console.log(accepted(paymentAuthorizationSubmit).checkoutPayment.status);

// Wallets take the typed data as it is (eth_signTypedData_v4); ethers adds the domain's own type by itself.
function sign({ domain, types: { EIP712Domain: _, ...types }, message }) {
  return wallet.signTypedData(domain, types, message);
}

async function ask(query, input) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors.map((error) => error.message).join("; "));
  return data;
}

function accepted(payload) {
  const [refusal] = payload.userErrors;
  if (refusal) throw new Error(`${refusal.code}: ${refusal.message}`);
  return payload;
}
