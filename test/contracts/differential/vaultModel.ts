/** An Earn vault as the design describes it, with one place outside; amounts in units, shares in 1e-6 units. */
export interface ModelVault {
  idle: bigint;
  /** What is booked as being outside. */
  allocated: bigint;
  /** Total assets after the last verb. */
  last: bigint;
  surplus: bigint;
  lossCarried: bigint;
  stream: { locked: bigint; since: bigint; until: bigint };
  /** Tokens here that nobody has counted. */
  donated: bigint;
  readonly shares: Map<string, bigint>;
  readonly feeBps: bigint;
  readonly window: bigint;
}

/** The time, and what the place outside is worth then: a fact of another contract. */
export interface Moment {
  readonly now: bigint;
  readonly outside: bigint;
}

export const TREASURY = "treasury";
const VIRTUAL_SHARES = 1_000_000n;

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const above = (a: bigint, b: bigint): bigint => (a > b ? a - b : 0n);
const divUp = (a: bigint, b: bigint): bigint => (a === 0n ? 0n : (a - 1n) / b + 1n);

export function newVault(terms: { feeBps: bigint; window: bigint }): ModelVault {
  const stream = { locked: 0n, since: 0n, until: 0n };
  const amounts = { idle: 0n, allocated: 0n, last: 0n, surplus: 0n, lossCarried: 0n, donated: 0n };
  return { ...amounts, stream, shares: new Map(), ...terms };
}

export const supplyOf = ({ shares }: ModelVault): bigint =>
  [...shares.values()].reduce((sum, share) => sum + share, 0n);

/** What has not become the shareholders' yet, rounded up. */
export function lockedAt({ stream }: ModelVault, now: bigint): bigint {
  if (now >= stream.until) return 0n;
  return divUp(stream.locked * (stream.until - now), stream.until - stream.since);
}

/** Losses count at once, and take of the streaming gain first; growth makes up for losses, then owes the fee. */
export function accrue(vault: ModelVault, { now, outside }: Moment): void {
  const supply = supplyOf(vault);
  const loss = above(vault.allocated, outside);
  vault.allocated -= loss;
  const locked = supply === 0n ? 0n : above(lockedAt(vault, now), loss);
  if (loss !== 0n || supply === 0n) restream(vault, locked, now);
  const gross = vault.idle + vault.allocated - locked;
  if (supply === 0n) {
    Object.assign(vault, { surplus: gross, last: 0n, lossCarried: 0n });
    return;
  }
  vault.surplus = least(vault.surplus, above(gross, vault.last));
  const assets = gross - vault.surplus;
  const growth = above(assets, vault.last);
  const fee = (above(growth, vault.lossCarried) * vault.feeBps) / 10_000n;
  if (growth === 0n) vault.lossCarried += vault.last - assets;
  else vault.lossCarried = above(vault.lossCarried, growth);
  mintTo(vault, TREASURY, (fee * (supply + VIRTUAL_SHARES)) / (assets + 1n - fee));
  vault.last = assets;
}

/** Pays `assets` in; returns the shares, rounded down. */
export function deposit(vault: ModelVault, owner: string, assets: bigint, at: Moment): bigint {
  accrue(vault, at);
  const shares = (assets * (supplyOf(vault) + VIRTUAL_SHARES)) / (vault.last + 1n);
  enter(vault, owner, assets, shares);
  return shares;
}

/** Buys `shares`; returns what they cost, rounded up. */
export function mint(vault: ModelVault, owner: string, shares: bigint, at: Moment): bigint {
  accrue(vault, at);
  const assets = divUp(shares * (vault.last + 1n), supplyOf(vault) + VIRTUAL_SHARES);
  enter(vault, owner, assets, shares);
  return assets;
}

/** Takes `assets` out; returns the shares that it costs, rounded up. */
export function withdraw(vault: ModelVault, owner: string, assets: bigint, at: Moment): bigint {
  accrue(vault, at);
  const shares = divUp(assets * (supplyOf(vault) + VIRTUAL_SHARES), vault.last + 1n);
  enter(vault, owner, -assets, -shares);
  return shares;
}

/** Gives `shares` back; returns what they are worth, rounded down. */
export function redeem(vault: ModelVault, owner: string, shares: bigint, at: Moment): bigint {
  accrue(vault, at);
  const assets = worthOf(vault, shares);
  enter(vault, owner, -assets, -shares);
  return assets;
}

export function worthOf(vault: ModelVault, shares: bigint): bigint {
  return (shares * (vault.last + 1n)) / (supplyOf(vault) + VIRTUAL_SHARES);
}

/** Counts donations and what the place outside gained; it becomes the shareholders' over the window from now. */
export function report(vault: ModelVault, at: Moment): void {
  accrue(vault, at);
  const gained = above(at.outside, vault.allocated);
  const gain = vault.donated + gained;
  vault.idle += vault.donated;
  vault.allocated += gained;
  vault.donated = 0n;
  if (gain === 0n || supplyOf(vault) === 0n) return;
  restream(vault, lockedAt(vault, at.now) + gain, at.now);
  vault.stream.until = at.now + vault.window;
}

/** Moves idle money outside, or back when `amount` is negative. */
export function move(vault: ModelVault, amount: bigint, at: Moment): void {
  accrue(vault, at);
  vault.idle -= amount;
  vault.allocated += amount;
}

function enter(vault: ModelVault, owner: string, assets: bigint, shares: bigint): void {
  vault.idle += assets;
  vault.last += assets;
  mintTo(vault, owner, shares);
}

function mintTo(vault: ModelVault, owner: string, shares: bigint): void {
  vault.shares.set(owner, (vault.shares.get(owner) ?? 0n) + shares);
}

function restream(vault: ModelVault, locked: bigint, now: bigint): void {
  const { until } = vault.stream;
  vault.stream = { locked, since: now, until: until < now ? now : until };
}
