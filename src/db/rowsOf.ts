/**
 * Rows as JSON for `jsonb_populate_recordset(null::<table>, …)`, which gives each field the type of its column: many rows
 * in one parameter. Field names are the columns'; amounts go as strings of digits, since JSON numbers are not exact.
 */
export function rowsOf(rows: readonly object[]): string {
  return JSON.stringify(rows, (_key, value) => (typeof value === "bigint" ? value.toString() : value));
}
