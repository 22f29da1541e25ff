import { type ArgumentNode, Kind, valueFromASTUntyped } from "graphql";
import type { Variables } from "../common/documents/cost.ts";
import type { Inspection } from "../common/documents/inspectOperation.ts";
import { TransportError } from "../common/errors/transportError.ts";

/** The client secret that an operation acts on: an argument of a root field, or a field of its input.
 *  @throws BAD_USER_INPUT for several in one operation: one request acts on one payment */
export function clientSecretsOf(inspection: Inspection, variables: Variables): string | undefined {
  const secrets = new Set<string>();
  for (const field of inspection.rootFields) {
    for (const argument of field.arguments ?? []) {
      const secret = secretIn(argument, variables);
      if (secret !== undefined) secrets.add(secret);
    }
  }
  if (secrets.size > 1)
    throw new TransportError("BAD_USER_INPUT", "One request acts on one payment: send one client secret.");
  return [...secrets][0];
}

function secretIn(argument: ArgumentNode, variables: Variables): string | undefined {
  const { value } = argument;
  const given =
    value.kind === Kind.VARIABLE ? variables[value.name.value] : valueFromASTUntyped(value, { ...variables });
  const secret =
    argument.name.value === "clientSecret"
      ? given
      : (given as { clientSecret?: unknown } | null)?.clientSecret;
  return typeof secret === "string" && secret !== "" ? secret : undefined;
}
