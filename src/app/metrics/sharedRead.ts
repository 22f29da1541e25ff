const FRESH_MS = 1_000;

/** One read for all gauges of a scrape: each collects by itself, at about the same moment. */
export function sharedRead<T>(read: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return () => {
    if (!last || performance.now() - last.at > FRESH_MS) last = { at: performance.now(), answer: read() };
    return last.answer;
  };
}
