import { GraphqlDoor } from "./graphqlDoor.ts";

export interface AssetOnChain {
  readonly assetId: string;
  readonly token: string;
  readonly symbol: string;
  readonly decimals: number;
  readonly enabled: boolean;
  readonly chain: {
    readonly id: string;
    readonly livemode: boolean;
    readonly contracts: {
      readonly escrow: string;
      readonly settlement: string;
      readonly operator: string;
      readonly feeReceiver: string;
    };
  };
}

export interface JournalEntry {
  readonly id: string;
  readonly kind: string;
  readonly lines: readonly {
    readonly account: string;
    readonly direction: "DEBIT" | "CREDIT";
    readonly amount: { readonly atomic: string; readonly asset: { readonly assetId: string } };
  }[];
}

interface JournalPage {
  readonly nodes: readonly JournalEntry[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** The merchant door as the platform's operator uses it: the books of everybody. */
export class OperatorDoor {
  readonly #door: GraphqlDoor;

  constructor(url: string, key: string) {
    this.#door = new GraphqlDoor(`${url}/graphql`, key);
  }

  async assets(): Promise<readonly AssetOnChain[]> {
    const answer = await this.#door.ask<{ assets: { nodes: readonly AssetOnChain[] } }>(
      `query Assets { assets(first: 100) { nodes { assetId token symbol decimals enabled
        chain { id livemode contracts { escrow settlement operator feeReceiver } } } } }`,
    );
    return answer.assets.nodes;
  }

  /** Every entry of the journal. */
  async journal(): Promise<JournalEntry[]> {
    const document = `query Journal($after: String) { journalEntries(first: 100, after: $after) {
      nodes { id kind lines { account direction amount { atomic asset { assetId } } } }
      pageInfo { hasNextPage endCursor } } }`;
    const found: JournalEntry[] = [];
    let after: string | null = null;
    do {
      const page: JournalPage = (await this.#door.ask<{ journalEntries: JournalPage }>(document, { after }))
        .journalEntries;
      found.push(...page.nodes);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    return found;
  }

  /** Addresses of a merchant's settlement accounts on a chain, retired ones included: they keep their balance. */
  async settlementAccounts(merchantId: string, chainId: string): Promise<string[]> {
    const document =
      "query Accounts($id: ID!) { node(id: $id) { ... on Merchant { settlementAccounts { account chain { id } } } } }";
    const { node } = await this.#door.ask<{
      node: { settlementAccounts?: readonly { account: string; chain: { id: string } }[] } | null;
    }>(document, { id: merchantId });
    const accounts = node?.settlementAccounts ?? [];
    return accounts.filter(({ chain }) => chain.id === chainId).map(({ account }) => account);
  }

  close(): Promise<void> {
    return this.#door.close();
  }
}
