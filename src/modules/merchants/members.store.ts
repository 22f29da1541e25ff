import type { Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { MemberId, MerchantId } from "../../kernel/ids/ids.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import type { Member, MemberRole, MemberStatus } from "./member.ts";

type Row = Selectable<Tables["members"]>;

/** @param invitationHash sha256 of the invitation's token */
export async function insertMember(tx: Tx, member: Member, invitationHash: string): Promise<void> {
  await tx
    .insertInto("members")
    .values({
      id: member.id,
      merchant_id: member.merchantId,
      livemode: member.livemode,
      name: member.name,
      role: member.role,
      status: member.status,
      invited_by: member.invitedBy,
      invitation_hash: invitationHash,
      invitation_expires_at: member.invitationExpiresAt,
      created_at: member.createdAt,
      updated_at: member.updatedAt,
    })
    .execute();
}

/** Whoever has this invitation; their row is held until the transaction ends. */
export async function lockInvited(tx: Tx, invitationHash: string): Promise<Member | undefined> {
  const row = await tx
    .selectFrom("members")
    .selectAll()
    .where("invitation_hash", "=", invitationHash)
    .forUpdate()
    .executeTakeFirst();
  return row && fromRow(row);
}

export async function lockMember(tx: Tx, id: MemberId): Promise<Member | undefined> {
  const row = await tx.selectFrom("members").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  return row && fromRow(row);
}

/** Writes a member's new status; an invitation ends with it. */
export async function saveMemberStatus(
  tx: Tx,
  { id, status, updatedAt }: Pick<Member, "id" | "status" | "updatedAt">,
): Promise<void> {
  await tx
    .updateTable("members")
    .set({ status, invitation_hash: null, invitation_expires_at: null, updated_at: updatedAt })
    .where("id", "=", id)
    .execute();
}

/** In the order of the ids; undefined where the caller may see none. */
export async function getMembers(db: Reader, ids: readonly MemberId[]): Promise<(Member | undefined)[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom("members").selectAll().where("id", "in", ids).execute();
  const found = new Map(rows.map((row) => [row.id, fromRow(row)]));
  return ids.map((id) => found.get(id));
}

/** Newest first. */
export async function listMembers(
  db: Reader,
  { merchantId, livemode }: { readonly merchantId: MerchantId; readonly livemode: boolean },
  { page }: { readonly page: PageRequest },
): Promise<Page<Member>> {
  let select = db
    .selectFrom("members")
    .selectAll()
    .where("merchant_id", "=", merchantId)
    .where("livemode", "=", livemode)
    .orderBy("id", page.backward ? "asc" : "desc")
    .limit(page.limit + 1);
  if (page.from) select = select.where("id", page.backward ? ">" : "<", page.from.id);
  return toPage((await select.execute()).map(fromRow), page);
}

function fromRow(row: Row): Member {
  return {
    id: row.id as MemberId,
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    name: row.name,
    role: row.role as MemberRole,
    status: row.status as MemberStatus,
    invitedBy: row.invited_by as MemberId | null,
    invitationExpiresAt: row.invitation_expires_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
