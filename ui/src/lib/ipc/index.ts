/// What the page asks of the shell and hears from it. `$backend` is the shell, or in tests and `dev:fake` its stand-in.

import { invoke, listen as listenTo, now } from "$backend";

import { commands } from "./commands.gen";
import type { IpcError } from "./types.gen";

export type * from "./types.gen";

/** The shell's commands, one function each. Each may reject; pass the reason to [`asIpcError`]. */
export const ipc = commands(invoke);

/** The time of day in milliseconds; the stand-in of the shell has its own. */
export { now };

/** The shell's events and what comes with them. */
export interface Events {
  /** The database changed: ask for the snapshot again. */
  changed: null;
  /** Our value left the clipboard (`cleared`), something else took its place (`foreign`), or it goes in so many seconds. */
  clipboard: "cleared" | "foreign" | number;
  /** The user tried to close the window while a secret is neither stored nor handed over. */
  "unsaved-blocks-close": null;
}

/** Hears an event until the returned function is called. */
export const listen = <E extends keyof Events>(event: E, heard: (payload: Events[E]) => void): Promise<() => void> =>
  listenTo(event, (payload) => heard(payload as Events[E]));

/** Whatever a command was rejected with, as the error it should be. */
export function asIpcError(reason: unknown): IpcError {
  if (typeof reason === "object" && reason !== null && "code" in reason && "message" in reason) {
    return reason as IpcError;
  }
  const message = reason instanceof Error ? reason.message : String(reason);
  return { code: "internal", message, retryable: false, field: null };
}
