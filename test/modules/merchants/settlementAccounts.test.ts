import { expect } from "chai";
import { Wallet } from "ethers";
import type { Database } from "../../../src/db/database.ts";
import type { Address, Hex } from "../../../src/kernel/ids/chainIds.ts";
import {
  activeSettlementAccount,
  confirmSettlementAccount,
  type MerchantCaller,
  setSettlementAccount,
  settlementAccountsOf,
} from "../../../src/modules/merchants/index.ts";
import { freshDatabase } from "../../fixtures/database.ts";
import { asSystem, codeOf, makeChains, makeMerchant, NOW, TEST_CHAIN } from "./merchantWorld.ts";

describe("settlement accounts", () => {
  let database: Database;
  let drop: () => Promise<void>;
  let caller: MerchantCaller;
  before(async () => {
    ({ database, drop } = await freshDatabase());
    await makeChains(database);
  });
  after(() => drop());
  beforeEach(async () => ({ caller } = await makeMerchant(database)));

  /** By hand from the specification, so that the code under test does not prove itself. */
  async function sign(
    wallet: { signTypedData: Wallet["signTypedData"] },
    merchant: string,
    account: string,
    chainId = "31337",
  ) {
    const types = {
      SettlementAccount: [
        { name: "merchant", type: "string" },
        { name: "chainId", type: "string" },
        { name: "account", type: "address" },
      ],
    };
    const domain = { name: "Tallystick", version: "1", chainId };
    return (await wallet.signTypedData(domain, types, { merchant, chainId: TEST_CHAIN, account })) as Hex;
  }

  const set = (owner: MerchantCaller, account: string) =>
    asSystem(database, (tx) =>
      setSettlementAccount(tx, {
        merchantId: owner.merchantId,
        chainId: TEST_CHAIN,
        account: account as Address,
        now: NOW,
      }),
    );
  const confirm = (owner: MerchantCaller, account: string, signature: Hex) =>
    asSystem(database, (tx) =>
      confirmSettlementAccount(tx, {
        merchantId: owner.merchantId,
        chainId: TEST_CHAIN,
        account: account as Address,
        signature,
        now: NOW,
      }),
    );

  it("settles on an account once it has signed", async () => {
    const wallet = Wallet.createRandom();
    expect((await set(caller, wallet.address)).status).to.equal("PENDING");
    const owner = { merchantId: caller.merchantId, chainId: TEST_CHAIN };
    expect(await codeOf(asSystem(database, (tx) => activeSettlementAccount(tx, owner)))).to.equal(
      "SETTLEMENT_ACCOUNT_MISSING",
    );
    const signature = await sign(wallet, caller.merchantId, wallet.address);
    expect((await confirm(caller, wallet.address, signature)).status).to.equal("ACTIVE");
    expect((await asSystem(database, (tx) => activeSettlementAccount(tx, owner))).account).to.equal(
      wallet.address,
    );
  });

  it("retires the account before, and takes it back when it signs again", async () => {
    const [first, second] = [Wallet.createRandom(), Wallet.createRandom()];
    for (const wallet of [first, second, first]) {
      await set(caller, wallet.address);
      await confirm(caller, wallet.address, await sign(wallet, caller.merchantId, wallet.address));
    }
    const [accounts] = await asSystem(database, (tx) => settlementAccountsOf(tx, [caller.merchantId]));
    expect(accounts?.map(({ account, status }) => [account, status])).to.deep.equal([
      [first.address, "ACTIVE"],
      [second.address, "RETIRED"],
    ]);
  });

  it("refuses a signature of another account, merchant or chain, and malformed bytes", async () => {
    const wallet = Wallet.createRandom();
    await set(caller, wallet.address);
    const signatures = [
      await sign(Wallet.createRandom(), caller.merchantId, wallet.address),
      await sign(wallet, "mer_01h455vb4pex5vsknk084sn02q", wallet.address),
      await sign(wallet, caller.merchantId, wallet.address, "1"),
      "0x1234" as Hex,
    ];
    for (const signature of signatures) {
      expect(await codeOf(confirm(caller, wallet.address, signature))).to.equal(
        "SETTLEMENT_ACCOUNT_SIGNATURE",
      );
    }
    const [accounts] = await asSystem(database, (tx) => settlementAccountsOf(tx, [caller.merchantId]));
    expect(accounts?.map((account) => account.status)).to.deep.equal(["PENDING"]);
  });

  it("refuses an account that settles for another merchant, and one that was never set", async () => {
    const wallet = Wallet.createRandom();
    const other = (await makeMerchant(database)).caller;
    await set(other, wallet.address);
    await confirm(other, wallet.address, await sign(wallet, other.merchantId, wallet.address));
    const signature = await sign(wallet, caller.merchantId, wallet.address);
    expect(await codeOf(confirm(caller, wallet.address, signature))).to.equal("NOT_FOUND");
    await set(caller, wallet.address);
    expect(await codeOf(confirm(caller, wallet.address, signature))).to.equal("INVALID_INPUT");
  });
});
