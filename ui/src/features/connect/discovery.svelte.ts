/// Asks an address what it is, once the typing has paused. The answer to an older question is never shown.

import { asIpcError, ipc, type DiscoverRequest, type DiscoveryView, type IpcError } from "$lib/ipc";

import { addressFault, type Said } from "./checks";

/** How long the typing must have paused. */
export const QUIET_MS = 400;

export type Asked =
  | { name: "nothing" }
  /** The address cannot be asked. */
  | { name: "malformed"; why: Said }
  | { name: "asking" }
  | { name: "found"; what: DiscoveryView }
  | { name: "refused"; why: IpcError };

export class Discovery {
  asked = $state.raw<Asked>({ name: "nothing" });

  readonly #request: () => DiscoverRequest;
  readonly #told: (asked: Asked) => void;
  /** Counts the questions, so that a late answer is known for one. */
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #answer: Promise<void> = Promise.resolve();
  /** What is asked in half a second unless the typing goes on. */
  #waiting = false;

  /** `request` is read when the question is put; `told` hears every outcome. */
  constructor(request: () => DiscoverRequest, told: (asked: Asked) => void) {
    this.#request = request;
    this.#told = told;
  }

  get found(): DiscoveryView | null {
    return this.asked.name === "found" ? this.asked.what : null;
  }

  /** Somebody types: asks after the pause. */
  later(): void {
    this.#drop();
    this.asked = { name: "nothing" };
    this.#waiting = true;
    this.#timer = setTimeout(() => void this.now(), QUIET_MS);
  }

  /** Asks at once. Resolves when this question is answered or another one took its place. */
  now(): Promise<void> {
    this.#drop();
    const request = this.#request();
    const fault = addressFault(request.url);
    if (fault !== null) {
      this.#tell(fault === "unfinished" ? { name: "nothing" } : { name: "malformed", why: fault });
      return Promise.resolve();
    }
    this.asked = { name: "asking" };
    this.#answer = this.#ask(request, this.#turn);
    return this.#answer;
  }

  /** Waits for the answer to what stands in the field now; asks if nobody has yet. */
  settle(): Promise<void> {
    if (this.#waiting || this.asked.name === "nothing" || this.asked.name === "malformed") return this.now();
    return this.#answer;
  }

  /** The shell refused this address after all. */
  refuse(why: IpcError): void {
    this.#drop();
    this.#tell({ name: "refused", why });
  }

  /** Nobody waits for an answer any more. */
  end(): void {
    this.#drop();
  }

  async #ask(request: DiscoverRequest, turn: number): Promise<void> {
    let asked: Asked;
    try {
      asked = { name: "found", what: await ipc.discover(request) };
    } catch (reason) {
      asked = { name: "refused", why: asIpcError(reason) };
    }
    if (turn === this.#turn) this.#tell(asked);
  }

  #tell(asked: Asked): void {
    this.asked = asked;
    this.#told(asked);
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#waiting = false;
    this.#turn += 1;
  }
}
