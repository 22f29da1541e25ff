/** A page of a Relay connection. */
export interface PageOf<Item> {
  readonly nodes: readonly Item[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Every item of a list, page by page as they are taken: `for await (const payment of paginate(load))`. */
export async function* paginate<Item>(
  load: (after: string | null) => Promise<PageOf<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let after: string | null = null;
  do {
    const { nodes, pageInfo }: PageOf<Item> = await load(after);
    yield* nodes;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
}
