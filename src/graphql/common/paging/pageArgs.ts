import { ArgsType, Field, Int } from "type-graphql";
import type { PageRequest, Position } from "../../../kernel/paging/page.ts";
import { TransportError } from "../errors/transportError.ts";

export const LARGEST_PAGE = 100;

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: "How many from the start of the list or after `after`: 1 to 100. Either this or `last`.",
  })
  first!: number | null;

  @Field(() => String, { nullable: true, description: "Cursor after which to begin; with `first`." })
  after!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "How many from the end of the list or before `before`: 1 to 100. Either this or `first`.",
  })
  last!: number | null;

  @Field(() => String, { nullable: true, description: "Cursor before which to end; with `last`." })
  before!: string | null;
}

/** @throws BAD_USER_INPUT unless exactly one of first and last is given, from 1 to 100, with its own cursor */
export function toPageRequest(args: Partial<PageArgs>): PageRequest {
  const { first, after, last, before } = args;
  const forward = first !== null && first !== undefined;
  const backward = last !== null && last !== undefined;
  if (forward === backward) throw refused("Give either first or last.");
  const limit = forward ? first : (last ?? 0);
  if (limit < 1 || limit > LARGEST_PAGE) throw refused(`A page holds 1 to ${LARGEST_PAGE} objects.`);
  if (forward ? before : after) throw refused("after goes with first, before goes with last.");
  const cursor = forward ? after : before;
  return { limit, from: cursor ? readCursor(cursor) : null, backward };
}

/** Opaque to clients: the row's id and, where the list is ordered by it, its updatedAt. */
export function writeCursor(position: Position): string {
  const text = position.updatedAt ? `${position.id} ${position.updatedAt.toISOString()}` : position.id;
  return Buffer.from(text).toString("base64url");
}

function readCursor(cursor: string): Position {
  const [id = "", at] = Buffer.from(cursor, "base64url").toString("utf8").split(" ");
  const updatedAt = at === undefined ? null : new Date(at);
  if (!/^[a-z]{3}_[0-9a-z]{26}$/.test(id) || (updatedAt && Number.isNaN(updatedAt.getTime()))) {
    throw refused("This cursor is not one of ours.");
  }
  return { id, updatedAt };
}

function refused(message: string): TransportError {
  return new TransportError("BAD_USER_INPUT", message);
}
