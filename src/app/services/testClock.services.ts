import type { TestClockService } from "../../graphql/common/services.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { ChainParts } from "../chainParts.ts";
import type { TestClock } from "../testClock.ts";

/** The longest single step: a year. */
const MOST_SECONDS = 366 * 86_400;

/** Moves the time of all test chains and our clock by the same step: none can expire without the others. */
export function testClockService(
  testClock: TestClock | null,
  chains: readonly ChainParts[],
): TestClockService {
  return {
    async advance({ chainId, seconds }) {
      if (!testClock || (chainId !== undefined && !chains.some(({ facts }) => facts.id === chainId))) {
        throw new DomainError("TEST_CLOCK_UNAVAILABLE", "Only a test chain's clock can be moved.");
      }
      if (!Number.isInteger(seconds) || seconds < 1 || seconds > MOST_SECONDS) {
        throw new DomainError("INVALID_INPUT", `seconds must be a whole number from 1 to ${MOST_SECONDS}.`, {
          path: ["input", "seconds"],
        });
      }
      await Promise.all(chains.map(({ rpc }) => rpc.request("evm_increaseTime", [seconds])));
      testClock.advance(seconds);
      await Promise.all(chains.map(({ rpc }) => rpc.request("evm_mine")));
      return chains.map(({ facts }) => ({ chainId: facts.id, now: testClock.now() }));
    },
  };
}
