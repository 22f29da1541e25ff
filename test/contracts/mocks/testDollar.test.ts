import { expect } from "chai";
import type { TypedDataField } from "ethers";
import { tokenDomain } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import { START_BALANCE, type Suite } from "../fixtures/suite.js";

const authorization: TypedDataField[] = [
  { name: "from", type: "address" },
  { name: "to", type: "address" },
  { name: "value", type: "uint256" },
  { name: "validAfter", type: "uint256" },
  { name: "validBefore", type: "uint256" },
  { name: "nonce", type: "bytes32" },
];
const cancellation: TypedDataField[] = [
  { name: "authorizer", type: "address" },
  { name: "nonce", type: "bytes32" },
];
const permission: TypedDataField[] = ["owner address", "spender address", "value uint256"]
  .concat(["nonce uint256", "deadline uint256"])
  .map((field) => ({ name: field.split(" ")[0] ?? "", type: field.split(" ")[1] ?? "" }));

const transferByBytes =
  "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)" as const;
const transferByRsv =
  "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)" as const;
const cancelByBytes = "cancelAuthorization(address,bytes32,bytes)" as const;

describe("TestDollar", () => {
  let suite: Suite;
  let nonce: string;
  let validBefore: bigint;
  beforeEach(async () => {
    suite = await loadSuite();
    nonce = suite.ethers.id("a nonce");
    validBefore = BigInt(await suite.connection.networkHelpers.time.latest()) + 1_000n;
  });

  const message = () => ({
    from: suite.payer.address,
    to: suite.stranger.address,
    value: AMOUNT,
    validAfter: 0n,
    validBefore,
    nonce,
  });
  const signTransfer = async () =>
    suite.payer.signTypedData(
      await tokenDomain(suite),
      { TransferWithAuthorization: authorization },
      message(),
    );
  const transfer = async (signature: string) =>
    suite.token
      .connect(suite.stranger)
      [transferByBytes](
        suite.payer.address,
        suite.stranger.address,
        AMOUNT,
        0n,
        validBefore,
        nonce,
        signature,
      );

  it("has six decimals, its symbol and the domain wallets sign for", async () => {
    const { token, ethers } = suite;
    expect([await token.name(), await token.symbol(), await token.decimals()]).to.deep.equal([
      "Test Dollar",
      "TUSD",
      6n,
    ]);
    expect(await token.DOMAIN_SEPARATOR()).to.equal(
      ethers.TypedDataEncoder.hashDomain(await tokenDomain(suite)),
    );
  });

  it("moves money by authorization once, whoever sends it", async () => {
    const { token, payer, stranger } = suite;
    const signature = await signTransfer();
    expect(await token.authorizationState(payer.address, nonce)).to.equal(false);
    await expect(transfer(signature)).to.emit(token, "AuthorizationUsed").withArgs(payer.address, nonce);
    expect(await token.balanceOf(stranger.address)).to.equal(START_BALANCE + AMOUNT);
    expect(await token.authorizationState(payer.address, nonce)).to.equal(true);
    await expect(transfer(signature)).to.be.revertedWithCustomError(token, "ERC3009UsedAuthorization");
    expect(await token.balanceOf(stranger.address)).to.equal(START_BALANCE + AMOUNT);
  });

  it("takes the same authorization as v, r and s", async () => {
    const { token, payer, stranger, ethers } = suite;
    const { v, r, s } = ethers.Signature.from(await signTransfer());
    await token[transferByRsv](payer.address, stranger.address, AMOUNT, 0n, validBefore, nonce, v, r, s);
    expect(await token.balanceOf(stranger.address)).to.equal(START_BALANCE + AMOUNT);
  });

  it("refuses an authorization that was cancelled or is too late", async () => {
    const { token, payer, stranger, connection } = suite;
    const signature = await signTransfer();
    const late = await connection.networkHelpers.takeSnapshot();
    await connection.networkHelpers.time.increaseTo(validBefore);
    await expect(transfer(signature)).to.be.revertedWithCustomError(token, "ERC3009InvalidAuthorizationTime");
    await late.restore();
    const domain = await tokenDomain(suite);
    const cancel = { authorizer: payer.address, nonce };
    const cancelSignature = await payer.signTypedData(domain, { CancelAuthorization: cancellation }, cancel);
    await token.connect(stranger)[cancelByBytes](payer.address, nonce, cancelSignature);
    await expect(transfer(signature)).to.be.revertedWithCustomError(token, "ERC3009UsedAuthorization");
    expect(await token.balanceOf(stranger.address)).to.equal(START_BALANCE);
  });

  it("takes an EIP-2612 permit", async () => {
    const { token, payer, stranger, ethers } = suite;
    const permit = {
      owner: payer.address,
      spender: stranger.address,
      value: 7n,
      nonce: 0n,
      deadline: validBefore,
    };
    const signature = await payer.signTypedData(await tokenDomain(suite), { Permit: permission }, permit);
    const { v, r, s } = ethers.Signature.from(signature);
    await token.permit(payer.address, stranger.address, 7n, validBefore, v, r, s);
    expect(await token.allowance(payer.address, stranger.address)).to.equal(7n);
  });

  it("mints for its owner only", async () => {
    const { token, stranger } = suite;
    await expect(token.connect(stranger).mint(stranger.address, 1n))
      .to.be.revertedWithCustomError(token, "OwnableUnauthorizedAccount")
      .withArgs(stranger.address);
    expect(await token.balanceOf(stranger.address)).to.equal(START_BALANCE);
  });
});
