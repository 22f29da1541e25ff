import pg from "pg";

/** The least that could be done with the same logs: ask for them and insert them as they come. A process of its own. */
const { DATABASE_URL, RPC_URL = "", ADDRESSES = "[]", LAST_BLOCK = "0", BLOCKS_AT_ONCE = "1" } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL });
await pool.query(`CREATE TABLE raw_logs (block_hash text, log_index text, block_number text, transaction_hash text,
  address text, topics jsonb, data text, PRIMARY KEY (block_hash, log_index))`);

const start = performance.now();
let logs = 0;
const [last, atOnce] = [Number(LAST_BLOCK), Number(BLOCKS_AT_ONCE)];
for (let from = 0; from <= last; from += atOnce) {
  const to = Math.min(last, from + atOnce - 1);
  const filter = { fromBlock: hex(from), toBlock: hex(to), address: JSON.parse(ADDRESSES) };
  const response = await fetch(RPC_URL, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_getLogs", params: [filter] }),
  });
  const { result } = (await response.json()) as { result: unknown[] };
  logs += result.length;
  await pool.query(
    `INSERT INTO raw_logs SELECT "blockHash", "logIndex", "blockNumber", "transactionHash", address, topics, data
     FROM jsonb_to_recordset($1::jsonb) AS l("blockHash" text, "logIndex" text, "blockNumber" text,
       "transactionHash" text, address text, topics jsonb, data text)`,
    [JSON.stringify(result)],
  );
}
console.log(JSON.stringify({ logs, seconds: (performance.now() - start) / 1000 }));
await pool.end();

function hex(number: number): string {
  return `0x${number.toString(16)}`;
}
