import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { DomainError } from "../../../kernel/errors/domainError.ts";
import { parseChainId } from "../../../kernel/ids/chainIds.ts";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { atField } from "../../common/errors/atField.ts";
import { settle } from "../../common/errors/settle.ts";
import { TestClockAdvanceInput, TestClockAdvancePayload } from "./testClock.type.ts";

/** Two years. */
const FURTHEST_SECONDS = 63_072_000;

@Resolver()
export class TestClockResolver {
  @Allow({ audiences: ["merchant", "operator"], scopes: ["payments:write"] })
  @Mutation(() => TestClockAdvancePayload, {
    description:
      "Moves the clock of test chains forward, for everybody who uses them, so that expiries can be seen without waiting.",
  })
  testClockAdvance(
    @Arg("input", () => TestClockAdvanceInput, { description: "How far." }) input: TestClockAdvanceInput,
    @Ctx() context: DoorContext,
  ): Promise<TestClockAdvancePayload> {
    return settle(async () => {
      const { staff } = context;
      if (staff.kind === "merchant" && staff.livemode) {
        throw new DomainError(
          "TEST_CLOCK_UNAVAILABLE",
          "Use a test key: only a test chain's clock can be moved.",
        );
      }
      const { seconds, chainId } = input;
      if (seconds < 1 || seconds > FURTHEST_SECONDS) {
        throw new DomainError("INVALID_INPUT", "A clock moves forward by 1 to 63,072,000 seconds.", {
          path: ["input", "seconds"],
        });
      }
      const chain = chainId ? { chainId: atField("chainId", () => parseChainId(chainId)) } : {};
      const moved = await context.services.testClock.advance({ ...chain, seconds });
      return { clocks: moved.map((clock) => ({ chain: context.chain(clock.chainId), now: clock.now })) };
    });
  }
}
