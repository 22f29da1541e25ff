import { registerEnumType } from "type-graphql";

/** Registers a GraphQL enum whose values and descriptions come from one of the kernel's or modules' tables, so that
 *  no list is written twice. `payment.created` is spelt PAYMENT_CREATED in GraphQL and keeps its own spelling inside. */
export function enumFrom<T extends Readonly<Record<string, string>>>(
  definition: { readonly name: string; readonly description: string },
  table: T,
): Record<string, keyof T & string> {
  const values: Record<string, keyof T & string> = {};
  const valuesConfig: Record<string, { description: string }> = {};
  for (const [word, description] of Object.entries(table)) {
    const name = word.toUpperCase().replace(/[^A-Z0-9]/g, "_");
    values[name] = word;
    valuesConfig[name] = { description };
  }
  registerEnumType(values, { ...definition, valuesConfig });
  return values;
}
