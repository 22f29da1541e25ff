import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
  visit,
} from "graphql";
import { LRUCache } from "lru-cache";
import { TransportError } from "../errors/transportError.ts";
import { isStorableText } from "../input/faultOfJson.ts";
import { limitShape, onlyOperation, SHAPE_LIMITS } from "./documentShape.ts";
import { type Inspection, inspectOperation } from "./inspectOperation.ts";

/** A document that may be executed, whoever asks. */
export interface PreparedDocument {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly inspection: Inspection;
}

export interface DocumentCache {
  /** @throws TransportError: PARSE_FAILED, MULTIPLE_OPERATIONS, QUERY_TOO_COMPLEX, VALIDATION_FAILED */
  prepare(text: string): PreparedDocument;
}

/** Longer texts are not worth keeping: 2,000 tokens fit into far less. */
const LONGEST_TEXT = 40_000;

/** Everything about a text that is the same for every caller, worked out once: whether it parses, is one operation of
 *  bearable shape, fits the schema, and what it needs and costs. Comes before any cache of an engine. */
export function documentCache(options: { schema: GraphQLSchema; introspection: boolean }): DocumentCache {
  const good = new LRUCache<string, PreparedDocument>({ max: 1_000 });
  // Refusals have a cache of their own, so that nobody can push good documents out with bad ones.
  const refused = new LRUCache<string, TransportError>({ max: 200 });
  return {
    prepare(text) {
      const known = good.get(text);
      if (known) return known;
      const refusal = refused.get(text);
      if (refusal) throw refusal;
      try {
        const prepared = prepare(text, options);
        good.set(text, prepared);
        return prepared;
      } catch (error) {
        if (error instanceof TransportError) refused.set(text, error);
        throw error;
      }
    },
  };
}

function prepare(text: string, options: { schema: GraphQLSchema; introspection: boolean }): PreparedDocument {
  const { schema, introspection } = options;
  const document = read(text);
  const operation = onlyOperation(document);
  limitShape(document, operation);
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const faults = validate(schema, document, rules, { maxErrors: 10, hideSuggestions: !introspection });
  if (faults.length > 0) {
    throw new TransportError("VALIDATION_FAILED", "The document does not fit the schema.", {
      details: faults,
    });
  }
  visit(document, {
    StringValue({ value }) {
      if (!isStorableText(value))
        throw new TransportError("BAD_USER_INPUT", "A text contains NUL or broken Unicode.");
    },
  });
  return { document, operation, inspection: inspectOperation(schema, document, operation) };
}

function read(text: string): DocumentNode {
  if (text.length > LONGEST_TEXT) throw tooManyTokens();
  try {
    return parse(text, { maxTokens: SHAPE_LIMITS.tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (countsOver(text)) throw tooManyTokens();
    throw new TransportError("PARSE_FAILED", error.message, { details: [error] });
  }
}

/** The parser tells too many tokens from bad ones by its message only; lexing again tells for sure. */
function countsOver(text: string): boolean {
  try {
    parse(text);
    return true; // it is the count that the parser minded
  } catch {
    return false;
  }
}

function tooManyTokens(): TransportError {
  return new TransportError("QUERY_TOO_COMPLEX", `A document has at most ${SHAPE_LIMITS.tokens} tokens.`, {
    evidence: { limit: SHAPE_LIMITS.tokens },
  });
}
