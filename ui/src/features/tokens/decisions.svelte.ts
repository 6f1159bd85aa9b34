/// Decisions on waiting tokens that failed, kept here because their banner goes while one is carried out.

import { errorText } from "$lib/i18n";
import { asIpcError, ipc } from "$lib/ipc";
import { announcer } from "$lib/state";

class Decisions {
  #failures = $state<Record<string, string>>({});

  /** Why the last decision on this token failed. */
  failureOf(id: string): string | null {
    return this.#failures[id] ?? null;
  }

  /** Carries an interrupted deletion out, or keeps the token. */
  async decide(id: string, deleteNow: boolean): Promise<void> {
    delete this.#failures[id];
    try {
      await ipc.decideInterrupted(id, deleteNow);
    } catch (reason) {
      const why = errorText(asIpcError(reason));
      this.#failures[id] = why;
      announcer.say(why);
    }
  }
}

export const decisions = new Decisions();
