export { type AnchorFact, applyFact, factKey, transactionDied, undoFact } from "./applyFact.ts";
export { driveEpochs } from "./driveEpochs.ts";
export { type InclusionProof, proveInclusion, type Reserves, readReserves } from "./readReserves.ts";
export type { ReservesContext, ReservesGateway } from "./reserves.context.ts";
export type { ReserveTotal } from "./reserves.ts";
