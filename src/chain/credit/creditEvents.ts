import type { FactBody } from "../../kernel/facts/chainFact.ts";
import type { CreditFactBody, CreditTerms } from "../../kernel/facts/creditFacts.ts";
import type { Address, Bytes32, Hex } from "../../kernel/ids/chainIds.ts";
import { eventReader } from "../eventReader.ts";
import { ICreditLine__factory } from "../typechain/factories/contracts/interfaces/ICreditLine__factory.ts";
import { IPledgeBook__factory } from "../typechain/factories/contracts/interfaces/IPledgeBook__factory.ts";
import { CreditPool__factory } from "../typechain/factories/contracts/vault/CreditPool__factory.ts";

interface Log {
  readonly topics: readonly Bytes32[];
  readonly data: Hex;
}
type Args = Readonly<Record<string, unknown>>;

const lineEventOf = eventReader(ICreditLine__factory.createInterface());
const bookEventOf = eventReader(IPledgeBook__factory.createInterface());
const poolEventOf = eventReader(CreditPool__factory.createInterface());

/** Arguments that a fact keeps under the contract's own names, by event; what else an event says, no module needs. */
const KEPT = {
  CreditDrawn: ["amount", "fee", "principal", "interest"],
  CreditRepaid: ["payer", "ref", "interestPaid", "principalPaid", "principal", "interest"],
  CreditDueChanged: ["dueAt", "paid"],
  CreditStatusChanged: ["from", "to"],
  CreditLimitLowered: ["limit", "amendments"],
  CreditWaived: ["amount", "coveredByReserve", "principal", "interest"],
  DefaultDeclared: ["principalLoss", "interestLoss", "coveredByReserve"],
  LossRecovered: ["toPool", "toReserve", "poolLoss", "reserveLoss"],
} as const satisfies Partial<Record<CreditFactBody["name"], readonly string[]>>;

/** What a credit line said with this log; undefined for events that no module needs. */
export function decodeCreditLog(log: Log, creditLine: Address): FactBody | undefined {
  const event = lineEventOf(log);
  if (!event) return undefined;
  const creditId = log.topics[1] as Bytes32; // every event below but ReserveChanged has the line for its first topic
  const args = event.args as Args;
  switch (event.name) {
    case "CreditOpened":
      return { name: event.name, creditId, terms: termsOf(args.terms as Args) };
    case "CreditAmended": {
      const debt = kept(args, ["principal", "interest", "dueAt"]);
      return { name: event.name, creditId, terms: termsOf(args.terms as Args), ...debt } as CreditFactBody; // by the ABI
    }
    case "CreditWrittenOff": {
      const [principalLoss, interestLoss] = [args.principal as bigint, args.interest as bigint];
      return { name: event.name, creditId, principalLoss, interestLoss };
    }
    case "ReserveChanged":
      return { name: event.name, creditLine, delta: args.delta as bigint };
    default:
      if (!(event.name in KEPT)) return undefined;
      return {
        name: event.name,
        creditId,
        ...kept(args, KEPT[event.name as keyof typeof KEPT]),
      } as CreditFactBody; // by the ABI
  }
}

/** What a pledge book said with this log. */
export function decodePledgeLog(log: Log): FactBody | undefined {
  const event = bookEventOf(log);
  if (event?.name !== "Pledged" && event?.name !== "PledgeReleased") return undefined;
  const [creditId, pledgedPayment] = [log.topics[1] as Bytes32, log.topics[2] as Bytes32]; // both are indexed
  const { amount, advance } = event.args as { amount: bigint; advance: bigint };
  return event.name === "Pledged"
    ? { name: event.name, creditId, pledgedPayment, amount, advance }
    : { name: event.name, creditId, pledgedPayment, amount };
}

/** What a credit pool said with this log about its money. */
export function decodePoolLog(log: Log): FactBody | undefined {
  const event = poolEventOf(log);
  const args = event?.args as Args;
  switch (event?.name) {
    case "DrawFunded":
      return { name: event.name, to: args.to, ...kept(args, ["creditLine", "amount"]) } as CreditFactBody; // by the ABI
    case "Collected":
      return { name: event.name, ...kept(args, ["creditLine", "amount"]) } as CreditFactBody;
    case "Deposit":
      return { name: event.name, ...kept(args, ["sender", "owner", "assets", "shares"]) } as CreditFactBody;
    case "Withdraw":
      return { name: event.name, ...kept(args, ["receiver", "owner", "assets", "shares"]) } as CreditFactBody;
    case "RedeemClaimed": {
      const { id: request, to: receiver, assets } = args;
      return { name: event.name, request, receiver, assets } as CreditFactBody;
    }
    case "SurplusTaken":
      return { name: event.name, ...kept(args, ["treasury", "amount"]) } as CreditFactBody;
    default:
      return undefined;
  }
}

/** Integers that fit a number: times, statuses, counts. */
const SMALL = new Set(["dueAt", "from", "to", "amendments"]);

function kept(args: Args, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name) => [name, SMALL.has(name) ? Number(args[name]) : args[name]] as const),
  );
}

/** Terms whose integers fit a number become one. */
const BIG_TERMS = new Set(["limit", "minPayment", "nonce"]);

function termsOf(args: Args): CreditTerms {
  const plain = Object.entries(args).map(
    ([name, value]) =>
      [name, typeof value === "bigint" && !BIG_TERMS.has(name) ? Number(value) : value] as const,
  );
  return Object.fromEntries(plain) as unknown as CreditTerms; // field for field the contract's
}
