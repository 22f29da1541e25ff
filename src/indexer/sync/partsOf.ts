import type { Segment } from "./fetchSegment.ts";

/**
 * Cuts a segment behind blocks with facts, so that each part has at most so many facts unless its only block with facts
 * has more. Together the parts are the segment.
 */
export function partsOf(segment: Segment, mostFacts: number): Segment[] {
  const { facts, headers } = segment;
  const parts: Segment[] = [];
  let [firstFact, firstHeader] = [0, 0];
  for (;;) {
    const end = endOfPart(facts, firstFact, mostFacts);
    if (end === facts.length) break;
    const number = facts[end - 1]?.place.blockNumber ?? 0;
    const nextHeader = headers.findIndex((header) => header.number > number);
    const last = headers[nextHeader - 1];
    if (!last) throw new Error("a block with a fact has its header");
    parts.push({ headers: headers.slice(firstHeader, nextHeader), last, facts: facts.slice(firstFact, end) });
    [firstFact, firstHeader] = [end, nextHeader];
  }
  parts.push({ headers: headers.slice(firstHeader), last: segment.last, facts: facts.slice(firstFact) });
  return parts;
}

/** Index behind the last fact of the last block that still fits. */
function endOfPart(facts: Segment["facts"], start: number, mostFacts: number): number {
  if (facts.length - start <= mostFacts) return facts.length;
  const blockAt = (index: number) => facts[index]?.place.blockNumber;
  let end = start + mostFacts;
  while (end > start && blockAt(end) === blockAt(end - 1)) end -= 1;
  if (end > start) return end;
  end = start + mostFacts;
  while (end < facts.length && blockAt(end) === blockAt(start)) end += 1;
  return end;
}
