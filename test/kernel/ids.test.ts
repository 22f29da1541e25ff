import { expect } from "chai";
import {
  assetIdOf,
  chainIdOf,
  parseAccountId,
  parseAddress,
  parseAssetId,
  parseChainId,
} from "../../src/kernel/ids/chainIds.ts";
import { isId, kindOfId, newId } from "../../src/kernel/ids/ids.ts";
import { refused } from "../fixtures/refused.ts";

const USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";

describe("ids", () => {
  it("carry their kind", () => {
    const id = newId("Payment");
    expect(id).to.match(/^pay_[0-9a-hjkmnp-tv-z]{26}$/);
    expect(kindOfId(id)).to.equal("Payment");
    expect(isId("Payment", id)).to.equal(true);
    expect(isId("Payout", id)).to.equal(false);
  });

  it("sort by the time they were made", async () => {
    const first = newId("Payment");
    await new Promise((resolve) => setTimeout(resolve, 2));
    expect(newId("Payment") > first).to.equal(true);
  });

  it("are nothing else", () => {
    for (const text of [
      "",
      "pay_",
      "pay_x",
      "xxx_01h455vb4pex5vsknk084sn02q",
      "PAY_01h455vb4pex5vsknk084sn02q",
    ]) {
      expect(kindOfId(text), text).to.equal(undefined);
    }
  });
});

describe("chain ids", () => {
  it("take addresses in any case and give back the checksum", () => {
    expect(parseAddress(USDC.toLowerCase())).to.equal(USDC);
    expect(parseAddress(USDC)).to.equal(USDC);
  });

  it("refuse a mistyped checksum and what is no address", async () => {
    await refused("ADDRESS_CHECKSUM", () => parseAddress(USDC.replace("fC", "Fc")));
    await refused("ADDRESS_MALFORMED", () => parseAddress("0x123"));
    await refused("ADDRESS_MALFORMED", () => parseAddress("vitalik.eth"));
  });

  it("read CAIP-2, CAIP-10 and CAIP-19", () => {
    expect(chainIdOf(8453)).to.equal("eip155:8453");
    expect(parseAccountId(`eip155:8453:${USDC}`).address).to.equal(USDC);
    const asset = parseAssetId(`eip155:8453/erc20:${USDC.toLowerCase()}`);
    expect(asset.assetId).to.equal(assetIdOf(chainIdOf(8453), parseAddress(USDC)));
  });

  it("refuse other namespaces", async () => {
    await refused("CHAIN_UNKNOWN", () => parseChainId("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"));
    await refused("CHAIN_UNKNOWN", () => parseChainId("eip155:0"));
    await refused("ASSET_UNKNOWN", () => parseAssetId(USDC));
    await refused("CHAIN_UNKNOWN", () => parseAccountId(USDC));
  });
});
