import { expect } from "chai";
import { Wallet } from "ethers";
import { isSignedBy } from "../../src/chain/signatures/isSignedBy.ts";
import type { TypedData } from "../../src/kernel/facts/contractCall.ts";
import { type Hex, parseAddress } from "../../src/kernel/ids/chainIds.ts";

/** Order of secp256k1 (SEC 2, section 2.4.1). */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

describe("isSignedBy", () => {
  const wallet = new Wallet(`0x${"17".repeat(32)}`);
  const signer = parseAddress(wallet.address);
  const types = { Note: [{ name: "text", type: "string" }] };
  const typedData: TypedData = {
    domain: { name: "Test", version: "1", chainId: "31337" },
    primaryType: "Note",
    types: { EIP712Domain: [{ name: "name", type: "string" }], ...types },
    message: { text: "hello" },
  };
  let signature: Hex;
  const withV = (v: string) => (signature.slice(0, 130) + v) as Hex;

  before(async () => {
    signature = (await wallet.signTypedData(typedData.domain, types, typedData.message)) as Hex;
  });

  it("knows the signer's own signature", () => {
    expect(isSignedBy(signer, typedData, signature)).to.equal(true);
    expect(isSignedBy(signer, typedData, signature.toUpperCase().replace("0X", "0x") as Hex)).to.equal(true);
  });

  it("refuses everybody else's, and the signer's over something else", () => {
    expect(isSignedBy(parseAddress(`0x${"1".repeat(40)}`), typedData, signature)).to.equal(false);
    const other = { ...typedData, message: { text: "hullo" } };
    expect(isSignedBy(signer, other, signature)).to.equal(false);
    const elsewhere = { ...typedData, domain: { ...typedData.domain, chainId: "1" } };
    expect(isSignedBy(signer, elsewhere, signature)).to.equal(false);
  });

  it("refuses the malleable twin, which tokens refuse too", () => {
    const s = BigInt(`0x${signature.slice(66, 130)}`);
    const v = signature.endsWith("1b") ? "1c" : "1b";
    const twin = `${signature.slice(0, 66)}${(ORDER - s).toString(16).padStart(64, "0")}${v}` as Hex;
    expect(isSignedBy(signer, typedData, twin)).to.equal(false);
  });

  it("refuses malformed bytes", () => {
    const half = signature.slice(0, 130) as Hex;
    const rZero = `0x${"0".repeat(64)}${signature.slice(66)}` as Hex;
    for (const bad of ["0x" as Hex, half, `${signature}00` as Hex, withV("00"), withV("1d"), rZero]) {
      expect(isSignedBy(signer, typedData, bad), bad).to.equal(false);
    }
  });
});
