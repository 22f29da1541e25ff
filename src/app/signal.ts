import { EventEmitter } from "node:events";

/** A hint from one part of this process to others; nothing depends on its arriving. */
export class Signal {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  send(): void {
    this.#emitter.emit("signal");
  }

  /** Returns how to stop listening. */
  on(listener: () => void): () => void {
    this.#emitter.on("signal", listener);
    return () => this.#emitter.off("signal", listener);
  }
}
