import { Arg, Ctx, Mutation, Query, Resolver } from "type-graphql";
import type { Hex } from "../../../kernel/ids/chainIds.ts";
import { Allow, ANYONE } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { settle } from "../../common/errors/settle.ts";
import { AuthSiweVerifyInput } from "./signIn.input.ts";
import { AuthNoncePayload, AuthSignOutPayload, AuthSiweVerifyPayload } from "./signIn.payloads.ts";
import { toWallet, WALLET, Wallet } from "./wallet.type.ts";

@Resolver()
export class WalletResolver {
  @Allow(WALLET)
  @Query(() => Wallet, { description: "The wallet whose session this is." })
  wallet(@Ctx() context: DoorContext): Wallet {
    return toWallet(context.wallet);
  }

  @Allow({ ...ANYONE, keepsPrice: true })
  @Mutation(() => AuthNoncePayload, {
    description: "Makes a nonce for one message of Sign-In with Ethereum. It is valid for ten minutes.",
  })
  authNonce(@Ctx() context: DoorContext): Promise<AuthNoncePayload> {
    return settle(() => context.services.wallets.issueNonce());
  }

  @Allow({ ...ANYONE, keepsPrice: true })
  @Mutation(() => AuthSiweVerifyPayload, {
    description:
      "Signs a wallet in for twelve hours, or until its message expires if that is sooner, and uses the nonce up. A refusal uses nothing up.",
  })
  authSiweVerify(
    @Arg("input", () => AuthSiweVerifyInput, { description: "What the wallet signed." })
    input: AuthSiweVerifyInput,
    @Ctx() context: DoorContext,
  ): Promise<AuthSiweVerifyPayload> {
    return settle(() => {
      const { message } = input;
      const signature = input.signature.toLowerCase() as Hex; // the scalar's syntax
      return context.services.wallets.signIn({ message, signature });
    });
  }

  @Allow(WALLET)
  @Mutation(() => AuthSignOutPayload, {
    description: "Ends this session at once; others of the wallet stay.",
  })
  authSignOut(@Ctx() context: DoorContext): Promise<AuthSignOutPayload> {
    return settle(async () => {
      const { wallet } = context;
      await context.services.wallets.signOut(wallet);
      return { account: wallet.account };
    });
  }
}
