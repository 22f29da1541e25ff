import { DomainError } from "../../kernel/errors/domainError.ts";
import type { AssetId, ChainId } from "../../kernel/ids/chainIds.ts";

export class AssetUnknown extends DomainError {
  constructor(assetId: AssetId) {
    super("ASSET_UNKNOWN", "This asset is not registered here.", {
      evidence: { assetId },
      path: ["input", "assetId"],
    });
  }
}

export class AssetDisabled extends DomainError {
  constructor(assetId: AssetId) {
    super("ASSET_DISABLED", "This asset is switched off.", {
      evidence: { assetId },
      path: ["input", "assetId"],
    });
  }
}

export class AssetWrongMode extends DomainError {
  constructor(assetId: AssetId) {
    super("ASSET_WRONG_MODE", "The asset and your key belong to different modes.", {
      evidence: { assetId },
      path: ["input", "assetId"],
    });
  }
}

export class ChainUnknown extends DomainError {
  constructor(chainId: ChainId) {
    super("CHAIN_UNKNOWN", "This chain is not set up here.", {
      evidence: { chainId },
      path: ["input", "chainId"],
    });
  }
}
