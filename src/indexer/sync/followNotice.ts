import type { ChainId } from "../../kernel/ids/chainIds.ts";

/** What happened that people and metrics want to know; never needed for correctness. */
export type FollowNotice =
  | { readonly kind: "UNSTABLE"; readonly chainId: ChainId; readonly reason: string }
  | { readonly kind: "RANGE_SHRUNK"; readonly chainId: ChainId; readonly blocks: number }
  /** `deep`: below what was called final, which is an incident. */
  | {
      readonly kind: "REORG";
      readonly chainId: ChainId;
      readonly deep: boolean;
      readonly from: number;
      readonly to: number;
      readonly undone: number;
    };

export type NoticeWithoutChain = FollowNotice extends infer Notice
  ? Notice extends FollowNotice
    ? Omit<Notice, "chainId">
    : never
  : never;
