/// What the servers say about owners, asked once for each account while the dialog is open, and again when something moved.

import { asIpcError, ipc, type DirectoryView, type IpcError } from "$lib/ipc";

export type DirectoryState = { kind: "asking" } | { kind: "known"; directory: DirectoryView } | { kind: "failed"; error: IpcError };

export class Directories {
  #states = $state.raw<ReadonlyMap<string, DirectoryState>>(new Map());
  /** The last question to each account: an answer to an earlier one comes too late. */
  readonly #asked = new Map<string, symbol>();

  of(account: string): DirectoryState {
    return this.#states.get(account) ?? { kind: "asking" };
  }

  /** What is known, also while it is asked again. */
  known(account: string): DirectoryView | null {
    const state = this.of(account);
    return state.kind === "known" ? state.directory : null;
  }

  /** Asks, unless it is known or being asked. */
  need(account: string): void {
    if (!this.#asked.has(account)) void this.ask(account);
  }

  async ask(account: string): Promise<void> {
    const question = Symbol(account);
    this.#asked.set(account, question);
    if (this.of(account).kind === "failed") this.#set(account, { kind: "asking" });
    const state = await ipc.ownerDirectory(account).then(
      (directory): DirectoryState => ({ kind: "known", directory }),
      (reason: unknown): DirectoryState => ({ kind: "failed", error: asIpcError(reason) }),
    );
    if (this.#asked.get(account) === question) this.#set(account, state);
  }

  #set(account: string, state: DirectoryState): void {
    this.#states = new Map([...this.#states, [account, state]]);
  }
}
