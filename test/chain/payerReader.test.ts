import { expect } from "chai";
import { type Contract, Wallet } from "ethers";
import { TokenReader } from "../../src/chain/tokens/tokenReader.ts";
import { PayerReader } from "../../src/chain/wallets/payerReader.ts";
import type { TypedData } from "../../src/kernel/facts/contractCall.ts";
import { type Address, chainIdOf, type Hex, parseAddress } from "../../src/kernel/ids/chainIds.ts";
import { deployUsdc, usdcAt } from "../contracts/fixtures/usdc.ts";
import { startTestChain, type TestChain } from "../fixtures/testChain.ts";

const NOTE: TypedData = {
  domain: { name: "Test", version: "1", chainId: "31337" },
  primaryType: "Note",
  types: {
    EIP712Domain: [
      { name: "name", type: "string" },
      { name: "version", type: "string" },
      { name: "chainId", type: "uint256" },
    ],
    Note: [{ name: "text", type: "string" }],
  },
  message: { text: "hello" },
};

describe("what tokens and wallets can do, read from their contracts", () => {
  let chain: TestChain;
  let payers: PayerReader;
  let usdc: Address;
  const owner = new Wallet(`0x${"21".repeat(32)}`);
  before(async () => {
    chain = await startTestChain();
    const { provider, ethers } = chain.local.connection;
    await provider.request({ method: "evm_setAutomine", params: [true] });
    const [admin, , , manager] = await ethers.getSigners();
    if (!admin || !manager) throw new Error("the node has accounts");
    usdc = parseAddress(await deployUsdc({ admin, manager }));
    payers = new PayerReader(() => ({ rpc: chain.rpc, contracts: chain.contracts }));
  });
  after(() => chain.close());

  const deploy = async (name: string, args: unknown[] = []): Promise<Contract> =>
    (await chain.local.connection.ethers.deployContract(name, args)) as unknown as Contract;
  const addressOf = async (contract: Contract) => parseAddress(await contract.getAddress());
  const read = (payer: Address, token: Address, name = "USD Coin", version: string | null = "2") =>
    payers.readPayer({ chainId: chain.chainId, payer, token: { address: token, name, version } });

  const schemes: [string, () => Promise<Address>, string[]][] = [
    ["a test dollar", async () => chain.dollar, ["EIP3009", "EIP2612"]],
    ["Circle's USDC", async () => usdc, ["EIP3009", "EIP2612"]],
    ["DAI, whose permit is another one", async () => addressOf(await deploy("DaiToken")), []],
    ["a plain token", async () => addressOf(await deploy("PlainToken", [6])), []],
    ["wrapped coin, which swallows every call", async () => addressOf(await deploy("WrappedCoin")), []],
  ];
  for (const [name, token, expected] of schemes) {
    it(`finds the schemes of ${name}: ${expected.join(", ") || "none"}`, async () => {
      const tokens = new TokenReader(() => chain.rpc);
      const { gasless, eip712Version } = await tokens.readToken(chain.chainId, await token());
      expect(gasless).to.deep.equal(expected);
      expect(eip712Version === null).to.equal(expected.length === 0);
    });
  }

  it("reads allowances and the permit's nonce of an account", async () => {
    const [, wallet] = chain.wallets; // the first is the proxy's admin
    if (!wallet) throw new Error("there is a wallet");
    const signer = await chain.local.connection.ethers.getSigner(wallet.address);
    const token = usdcAt(usdc, signer);
    const { paymentCollector, permit2 } = chain.contracts;
    await token.getFunction("approve")(paymentCollector, 5n);
    await token.getFunction("approve")(permit2, 6n);
    expect(await read(wallet.address, usdc)).to.deep.equal({
      isContract: false,
      walletSchemes: [],
      permitNonce: 0n,
      collectorAllowance: 5n,
      permit2Allowance: 6n,
    });
  });

  it("finds in which schemes a token takes a contract's signature", async () => {
    const wallet = await addressOf(await deploy("OwnerWallet", [owner.address]));
    expect(await read(wallet, usdc))
      .to.include({ isContract: true })
      .and.to.have.property("walletSchemes")
      .that.deep.equals(["EIP3009", "EIP2612"]);
    const dollar = await read(wallet, chain.dollar, "Test Dollar", "1");
    expect(dollar.walletSchemes).to.deep.equal(["EIP3009"]);
    expect((await read(wallet, chain.dollar, "Another name", "1")).walletSchemes).to.deep.equal([]);
  });

  it("asks a contract whether a signature is its own", async () => {
    const wallet = await addressOf(await deploy("OwnerWallet", [owner.address]));
    const { Note } = NOTE.types;
    const signature = (await owner.signTypedData(
      NOTE.domain,
      { Note: [...(Note ?? [])] },
      NOTE.message,
    )) as Hex;
    const ask = (of: Address, given: Hex) =>
      payers.isConfirmedBy({ chainId: chain.chainId, wallet: of, typedData: NOTE, signature: given });
    expect(await ask(wallet, signature)).to.equal(true);
    expect(await ask(wallet, `0x00${signature.slice(2)}` as Hex)).to.equal(true);
    expect(await ask(wallet, `${signature.slice(0, -2)}00` as Hex)).to.equal(false);
    expect(await ask(wallet, "0x" as Hex)).to.equal(false);
    expect(await ask(parseAddress(owner.address), signature)).to.equal(false);
    expect(await ask(usdc, signature)).to.equal(false);
  });

  it("knows a text signed by a key without a node, and asks the contract where no key fits", async () => {
    const wallet = await addressOf(await deploy("OwnerWallet", [owner.address]));
    const text = "hello";
    const signature = (await owner.signMessage(text)) as Hex;
    const ask = (of: Address, given: Hex, as = payers) =>
      as.isTextSignedBy({ chainId: chain.chainId, wallet: of, text, signature: given });
    const withoutNode = new PayerReader(() => {
      throw new Error("a node was asked");
    });
    const key = parseAddress(owner.address);
    expect(await ask(key, signature, withoutNode)).to.equal(true);
    expect(await ask(wallet, signature)).to.equal(true);
    expect(await ask(wallet, `0x00${signature.slice(2)}` as Hex)).to.equal(true);
    const other = (await owner.signMessage("hello!")) as Hex;
    for (const of of [key, wallet, usdc]) expect(await ask(of, other), of).to.equal(false);
  });

  it("refuses a node of another chain", async () => {
    const chainId = chainIdOf(1n);
    const order = { chainId, payer: usdc, token: { address: usdc, name: "USD Coin", version: "2" } };
    const elsewhere = new PayerReader(() => ({ rpc: chain.rpc, contracts: chain.contracts }));
    const error = await elsewhere.readPayer(order).catch((thrown: Error) => thrown);
    expect(error).to.have.property("name", "WrongChain");
  });
});
