import { createHmac, timingSafeEqual } from "node:crypto";
import { stringify } from "csv-stringify/sync";
import { XMLBuilder } from "fast-xml-parser";
import { isId, type SettlementBatchId } from "../../kernel/ids/ids.ts";
import { formatUnits } from "../../kernel/money/tokenAmount.ts";
import type { Asset } from "../assets/index.ts";
import type { Merchant } from "../merchants/index.ts";
import type { SettlementBatch, SettlementLine } from "./settlement.ts";

export const STATEMENT_FORMATS = {
  CSV: "Comma-separated values: a line for each movement, amounts exact.",
  CAMT053:
    "ISO 20022 camt.053.001.02 (XML). Amounts are exact, with as many decimals as they need; the currency is XXX.",
} as const;
export type StatementFormat = keyof typeof STATEMENT_FORMATS;

/** A settlement batch as its merchant's accountant reads it. */
export interface Statement {
  readonly batch: SettlementBatch;
  readonly lines: readonly SettlementLine[];
  readonly merchant: Merchant;
  readonly asset: Asset;
}

/** How long a link opens a statement. */
const LINK_SECONDS = 900;

/** A link that opens one statement for a quarter of an hour, relative to the address of the API. */
export function statementUrl(
  id: SettlementBatchId,
  format: StatementFormat,
  { secretKey, now }: { readonly secretKey: Uint8Array; readonly now: Date },
): string {
  const claim = `${id}.${Math.floor(now.getTime() / 1_000) + LINK_SECONDS}.${format}`;
  return `/statements/${claim}.${mac(claim, secretKey).toString("base64url")}`;
}

/** What a link opens; undefined for anything that we did not make, or whose time is over. */
export function openStatementUrl(
  link: string,
  { secretKey, now }: { readonly secretKey: Uint8Array; readonly now: Date },
): { readonly id: SettlementBatchId; readonly format: StatementFormat } | undefined {
  const [id = "", until = "", format = "", given = "", ...rest] = link.split(".");
  if (!isId("SettlementBatch", id) || !isFormat(format) || rest.length > 0) return undefined;
  const expected = mac(`${id}.${until}.${format}`, secretKey);
  const bytes = Buffer.from(given, "base64url");
  if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected)) return undefined;
  return Number(until) * 1_000 > now.getTime() ? { id, format } : undefined;
}

function isFormat(word: string): word is StatementFormat {
  return Object.hasOwn(STATEMENT_FORMATS, word);
}

function mac(claim: string, secretKey: Uint8Array): Buffer {
  return createHmac("sha256", secretKey).update(`statement:${claim}`).digest();
}

/** Text that a spreadsheet would take for a formula is quoted. */
export function toCsv({ lines, asset }: Statement): string {
  const decimal = (units: bigint | null) => (units === null ? "" : formatUnits(units, asset.decimals));
  const rows = lines.map((line) => ({
    line: line.line,
    posted_at: line.postedAt.toISOString(),
    kind: line.kind,
    object_id: line.objectId ?? "",
    merchant_reference: line.merchantReference ?? "",
    asset_id: asset.assetId,
    gross: decimal(line.gross),
    fee: decimal(line.fee),
    net: decimal(line.net),
    net_atomic: line.net.toString(),
    balance: decimal(line.balance),
    journal_entry_id: line.entryId,
  }));
  return stringify(rows, { header: true, columns: COLUMNS, cast: { string: guarded } });
}

const COLUMNS = [
  "line",
  "posted_at",
  "kind",
  "object_id",
  "merchant_reference",
  "asset_id",
  "gross",
  "fee",
  "net",
  "net_atomic",
  "balance",
  "journal_entry_id",
];

/** Numbers below zero stay numbers. */
function guarded(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !/^-\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
}

const XML = new XMLBuilder({ ignoreAttributes: false, format: true, suppressEmptyNode: true });

/** @see ISO 20022 camt.053.001.02, BankToCustomerStatementV02 */
export function toCamt053({ batch, lines, merchant, asset }: Statement): string {
  const created = batch.closedAt.toISOString();
  const amount = (units: bigint) => ({
    "@_Ccy": "XXX",
    "#text": formatUnits(units < 0n ? -units : units, asset.decimals),
  });
  const side = (units: bigint) => (units < 0n ? "DBIT" : "CRDT");
  const balance = (code: string, units: bigint, at: Date) => ({
    Tp: { CdOrPrtry: { Cd: code } },
    Amt: amount(units),
    CdtDbtInd: side(units),
    Dt: { DtTm: at.toISOString() },
  });
  const document = {
    "?xml": { "@_version": "1.0", "@_encoding": "UTF-8" },
    Document: {
      "@_xmlns": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02",
      BkToCstmrStmt: {
        GrpHdr: { MsgId: batch.id, CreDtTm: created },
        Stmt: {
          Id: batch.id,
          ElctrncSeqNb: batch.number,
          CreDtTm: created,
          FrToDt: { FrDtTm: batch.openedAt.toISOString(), ToDtTm: created },
          Acct: {
            Id: { Othr: { Id: merchant.id } },
            Ccy: "XXX",
            Nm: `${asset.symbol} ${asset.chainId}`,
            Ownr: { Nm: merchant.name },
            Svcr: { FinInstnId: { Nm: "Tallystick", Othr: { Id: "tallystick" } } },
          },
          Bal: [
            balance("OPBD", batch.opening, batch.openedAt),
            balance("CLBD", batch.closing, batch.closedAt),
          ],
          Ntry: lines.map((line) => ({
            NtryRef: line.line,
            Amt: amount(line.net),
            CdtDbtInd: side(line.net),
            Sts: "BOOK",
            BookgDt: { DtTm: line.postedAt.toISOString() },
            ValDt: { DtTm: line.postedAt.toISOString() },
            AcctSvcrRef: line.entryId,
            BkTxCd: { Prtry: { Cd: line.kind } },
            NtryDtls: {
              TxDtls: {
                Refs: { AcctSvcrRef: line.objectId ?? line.entryId },
                RmtInf: { Ustrd: line.merchantReference ?? line.objectId ?? line.kind },
              },
            },
          })),
          AddtlStmtInf: asset.assetId,
        },
      },
    },
  };
  return XML.build(document);
}
