import type { Database } from "../../db/database.ts";
import { SYSTEM, withTx } from "../../db/withTx.ts";
import type { CreditContracts } from "../../kernel/facts/contractCall.ts";
import type { ChainId } from "../../kernel/ids/chainIds.ts";
import {
  type CreditContext,
  type Duty,
  isPastGrace,
  type KeeperGateway,
  listPledged,
  listUpkept,
  planDuty,
} from "../../modules/credit/index.ts";
import type { Pass } from "../loop.ts";

export interface KeptChain {
  readonly chainId: ChainId;
  readonly credit: readonly CreditContracts[];
  readonly keeper: KeeperGateway;
}

/** Does for credit lines what anybody may; a duty that fails holds up no other. */
export function keepCreditPass(
  database: Database,
  context: CreditContext,
  chains: readonly KeptChain[],
): Pass {
  return async () => {
    const failures: unknown[] = [];
    for (const chain of chains) {
      for await (const find of dutiesOf(database, context, chain)) {
        await find()
          .then((duty) => duty && plan(database, context, { chainId: chain.chainId, duty }))
          .catch((error) => failures.push(error));
      }
    }
    if (failures.length > 0) throw failures[0];
    return false;
  };
}

async function* dutiesOf(
  database: Database,
  { clock }: CreditContext,
  { chainId, credit, keeper }: KeptChain,
): AsyncGenerator<() => Promise<Duty | null>> {
  if (credit.length === 0) return;
  for (const each of credit) yield () => keeper.collection(each);
  const lines = await withTx(database, SYSTEM, (tx) => listUpkept(tx, chainId));
  for (const line of lines) {
    if (isPastGrace(line, clock.now())) yield () => keeper.dutyOf(line);
    const own = credit.find(({ creditLine }) => creditLine === line.contract);
    if (!own || line.terms.advanceRateBps === 0) continue;
    const pledged = await withTx(database, SYSTEM, (tx) => listPledged(tx, line));
    if (pledged.length > 0) yield () => keeper.stalePledges(own, line, pledged);
  }
}

async function plan(
  database: Database,
  { clock }: CreditContext,
  order: { chainId: ChainId; duty: Duty },
): Promise<void> {
  await withTx(database, SYSTEM, (tx) => planDuty(tx, { ...order, at: clock.now() }));
}
