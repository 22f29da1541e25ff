import type { FastifyInstance } from "fastify";
import type { Database } from "../db/database.ts";
import { read } from "../db/read.ts";
import { SYSTEM } from "../db/withTx.ts";
import {
  openStatementUrl,
  readStatement,
  type SettlementContext,
  toCamt053,
  toCsv,
} from "../modules/settlement/index.ts";

/** Statements behind signed links: whoever holds one may read one statement until it ends. */
export function serveStatements(
  http: FastifyInstance,
  { database, context }: { readonly database: Database; readonly context: SettlementContext },
): void {
  http.get<{ Params: { link: string } }>("/statements/:link", async (request, reply) => {
    const now = context.clock.now();
    const { secretKey } = context;
    const opened = openStatementUrl(request.params.link, { secretKey, now });
    const statement = opened && (await read(database, SYSTEM, (db) => readStatement(db, opened.id)));
    if (!opened || !statement) {
      return reply
        .code(404)
        .send({ error: "This link opens nothing, or its time is over: ask for a new one." });
    }
    const { batch } = statement;
    const isCsv = opened.format === "CSV";
    return reply
      .type(isCsv ? "text/csv; charset=utf-8" : "application/xml; charset=utf-8")
      .header("cache-control", "private, no-store")
      .header("content-disposition", `attachment; filename="${batch.id}.${isCsv ? "csv" : "xml"}"`)
      .send(isCsv ? toCsv(statement) : toCamt053(statement));
  });
}
