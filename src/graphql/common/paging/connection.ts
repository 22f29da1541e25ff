import { type ClassType, Field, Int, ObjectType } from "type-graphql";
import type { Page, PageRequest } from "../../../kernel/paging/page.ts";
import { type Access, Allow, ANYONE } from "../access/access.ts";
import { writeCursor } from "./pageArgs.ts";

/** Counts go no further than this. */
export const COUNT_CAP = 10_001;

@Allow(ANYONE)
@ObjectType({ simpleResolvers: true, description: "Where a page lies in its list." })
export class PageInfo {
  @Field(() => Boolean, {
    description: "Whether the list goes on after this page; false when the page was read backward.",
  })
  hasNextPage!: boolean;

  @Field(() => Boolean, {
    description: "Whether the list begins before this page; false when the page was read forward.",
  })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: "Cursor of the first object; null for an empty page." })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: "Cursor of the last object; null for an empty page." })
  endCursor!: string | null;
}

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly nodes: readonly T[];
  readonly pageInfo: PageInfo;
}

/** Makes the GraphQL types of a list: `NameEdge` and `NameConnection`. */
export function connectionType<T extends object>(item: {
  readonly name: string;
  readonly type: () => ClassType<T>;
  readonly access: Access;
  /** Words for the descriptions, such as "payments". */
  readonly plural: string;
}): ClassType<Connection<T>> {
  @Allow(item.access)
  @ObjectType(`${item.name}Edge`, {
    simpleResolvers: true,
    description: `One of the ${item.plural} with its place in the list.`,
  })
  class ItemEdge {
    @Field(() => String, { description: "Place in the list, for after and before." })
    cursor!: string;

    @Field(item.type, { description: "The object." })
    node!: T;
  }

  @Allow(item.access)
  @ObjectType(`${item.name}Connection`, { simpleResolvers: true, description: `A page of ${item.plural}.` })
  class ItemConnection {
    @Field(() => [ItemEdge], { description: "The objects with their places." })
    edges!: ItemEdge[];

    @Field(() => [item.type()], { description: "The objects alone." })
    nodes!: T[];

    @Field(() => PageInfo, { description: "Where this page lies in the list." })
    pageInfo!: PageInfo;
  }
  return ItemConnection;
}

/** The same with a `totalCount`, which is counted only when it is asked for. */
export function countedConnectionType<T extends object>(
  item: Parameters<typeof connectionType<T>>[0],
): ClassType<Connection<T> & { totalCount(): Promise<number> }> {
  // Only the subclass is ever referred to, so the name stands in the schema once.
  const Plain = connectionType(item);

  @Allow(item.access)
  @ObjectType(`${item.name}Connection`, {
    simpleResolvers: true,
    description: `A page of ${item.plural}, with their number.`,
  })
  class CountedConnection extends Plain {
    readonly count!: () => Promise<number>;

    @Field(() => Int, { description: "How many the whole list holds; 10,001 stands for more than 10,000." })
    totalCount(): Promise<number> {
      return this.count();
    }
  }
  return CountedConnection;
}

/** A page as GraphQL shows it; edges and nodes are the same objects. */
export function toConnection<Row extends { readonly id: string; readonly updatedAt?: Date }, T>(
  page: Page<Row>,
  request: PageRequest,
  convert: { readonly item: (row: Row) => T; readonly ordered?: "byUpdate" },
): Connection<T> {
  const nodes = page.items.map(convert.item);
  const edges = page.items.map((row, index) => ({
    cursor: writeCursor({ id: row.id, updatedAt: convert.ordered ? (row.updatedAt ?? null) : null }),
    node: nodes[index] as T, // made from the same rows
  }));
  const pageInfo = {
    hasNextPage: !request.backward && page.hasMore,
    hasPreviousPage: request.backward && page.hasMore,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
  return { edges, nodes, pageInfo };
}
