import { randomUUID } from "node:crypto";
import websocket from "@fastify/websocket";
import fastify from "fastify";
import pg from "pg";

/** The least that could be done with the same rows: one route, one statement, no rules. A process of its own. */
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });
await pool.query("CREATE TABLE raw_payments (LIKE payments INCLUDING ALL)");
const http = fastify();
await http.register(websocket);

const { rows } = await pool.query("SELECT * FROM payments LIMIT 1");
const columns = Object.keys(rows[0]);
const json = (value: unknown) =>
  value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof Date)
    ? JSON.stringify(value)
    : value;
const insert = `INSERT INTO raw_payments (${columns.join(", ")})
  VALUES (${columns.map((_, index) => `$${index + 1}`).join(", ")})`;

http.post("/insert", async (request) => {
  const { amount, merchantReference } = request.body as { amount: string; merchantReference: string };
  const given = {
    ...rows[0],
    id: randomUUID(),
    payment_hash: null,
    amount,
    merchant_reference: merchantReference,
  };
  await pool.query(
    insert,
    columns.map((column) => json(given[column])),
  );
  return { id: given.id, status: given.status };
});

http.post("/select", async (request) => {
  const { id } = request.body as { id: string };
  return (await pool.query("SELECT * FROM payments WHERE id = $1", [id])).rows[0];
});

const page = `SELECT payments.*, captures.list AS captures FROM payments
  LEFT JOIN LATERAL (
    SELECT json_agg(c) AS list FROM (
      SELECT id, amount, fee, status FROM payment_operations
      WHERE payment_id = payments.id AND kind = 'CAPTURE' ORDER BY id DESC LIMIT 5
    ) c
  ) captures ON true
  WHERE merchant_id = $1 AND NOT livemode ORDER BY payments.id DESC LIMIT 50`;

http.post("/page", async (request) => {
  const { merchantId } = request.body as { merchantId: string };
  return (await pool.query(page, [merchantId])).rows;
});

http.post("/payouts", async (request) => {
  const { merchantId } = request.body as { merchantId: string };
  const text = "SELECT * FROM payouts WHERE merchant_id = $1 AND NOT livemode ORDER BY id DESC LIMIT 50";
  return (await pool.query(text, [merchantId])).rows;
});

const followers = new Set<{ send(text: string): void }>();
http.get("/feed", { websocket: true }, (socket) => {
  followers.add(socket);
  socket.on("close", () => followers.delete(socket));
});
http.post("/broadcast", async (request) => {
  const { messages } = request.body as { messages: number };
  const payload = { data: { events: { id: randomUUID(), type: "PAYMENT_CREATED", snapshot: rows[0] } } };
  for (let index = 0; index < messages; index += 1) {
    const text = JSON.stringify({ id: "1", type: "next", payload });
    for (const follower of followers) follower.send(text);
  }
  return {};
});

console.log(`listens on ${await http.listen({ port: 0, host: "127.0.0.1" })}`);
