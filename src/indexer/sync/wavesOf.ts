/**
 * Parts a sequence into waves whose members may be done side by side. Items of one key keep their order, each in a
 * later wave than the one before; an item whose key is null is alone in its wave, after all before it and before all
 * after it. `keys` has one for each item.
 */
export function wavesOf<Item>(items: readonly Item[], keys: readonly (string | null)[]): Item[][] {
  const waves: Item[][] = [];
  const next = new Map<string, number>();
  let floor = 0;
  for (const [index, item] of items.entries()) {
    const key = keys[index] ?? null;
    const place = key === null ? waves.length : Math.max(floor, next.get(key) ?? 0);
    const wave = waves[place];
    if (wave) wave.push(item);
    else waves[place] = [item];
    if (key === null) floor = place + 1;
    else next.set(key, place + 1);
  }
  return waves;
}
