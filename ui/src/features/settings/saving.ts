/// Saving a setting at once. The page follows before it is saved and goes back when that fails.

import type { IpcError, Settings } from "$lib/ipc";
import { asIpcError } from "$lib/ipc";
import { app } from "$lib/state";

/** Saves; answers with what went wrong, or `null`. */
export async function save(change: Partial<Settings>): Promise<IpcError | null> {
  try {
    await app.saveSettings(change);
    return null;
  } catch (reason) {
    return asIpcError(reason);
  }
}
