/// What the one polite live region says.

import { untrack } from "svelte";

class Announcer {
  text = $state("");

  /** Says it; the same sentence twice is said twice. */
  say(text: string): void {
    // Untracked, so that an effect which says something does not depend on what was said.
    this.text = untrack(() => this.text) === text ? `${text}\u00a0` : text;
  }
}

export const announcer = new Announcer();
