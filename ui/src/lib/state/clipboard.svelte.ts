/// The secret on the clipboard: whose it is and when it goes. Copying happens in the shell; the page never sees the value.

import { common, errorText } from "$lib/i18n";
import { asIpcError, ipc } from "$lib/ipc";

import { announcer } from "./announce.svelte";
import { clock } from "./clock.svelte";

/** How long the last word stays after the clipboard was cleared. */
const LAST_WORD_MS = 4000;

export type ClipboardPhase =
  | { name: "empty" }
  /** `until` in milliseconds, and how many seconds that were. */
  | { name: "copied"; id: string; until: number; seconds: number }
  /** Nothing counts down: the user has not decided yet (`waits`), or this desktop lets nobody clear it (`stays`). */
  | { name: "waits" | "stays"; id: string }
  | { name: "cleared"; id: string }
  | { name: "foreign"; id: string }
  | { name: "failed"; id: string; why: string };

class Clipboard {
  phase = $state.raw<ClipboardPhase>({ name: "empty" });
  #lastWord: ReturnType<typeof setTimeout> | undefined;

  /** Seconds until it is cleared: `null` when nothing counts down. */
  get secondsLeft(): number | null {
    if (this.phase.name !== "copied") return null;
    return Math.max(0, Math.ceil((this.phase.until - clock.now) / 1000));
  }

  /** The secret of this token is on the clipboard. */
  has(id: string): boolean {
    const { name } = this.of(id);
    return name === "copied" || name === "waits" || name === "stays";
  }

  /** The phase as far as it is about this token. */
  of(id: string): ClipboardPhase {
    return this.phase.name !== "empty" && this.phase.id === id ? this.phase : { name: "empty" };
  }

  /** Puts the secret of this record on the clipboard. Says whether it is there. */
  async copy(id: string): Promise<boolean> {
    clearTimeout(this.#lastWord);
    try {
      const copied = await ipc.copySecret(id);
      if (copied.kind === "clears") {
        this.#count(id, copied.seconds);
        announcer.say(common.copiedClears(copied.seconds));
      } else {
        this.phase = { name: copied.kind, id };
        announcer.say(copied.kind === "waits" ? common.copiedWaits : common.copiedStays);
      }
      return true;
    } catch (reason) {
      this.phase = { name: "failed", id, why: errorText(asIpcError(reason)) };
      announcer.say(this.phase.why);
      return false;
    }
  }

  /** Clear now. */
  async clear(): Promise<void> {
    try {
      await ipc.clearClipboard();
      this.heard("cleared");
    } catch (reason) {
      if (this.phase.name !== "empty") this.phase = { name: "failed", id: this.phase.id, why: errorText(asIpcError(reason)) };
    }
  }

  /** The word about a copy that failed has been read. */
  dismiss(): void {
    if (this.phase.name === "failed") this.phase = { name: "empty" };
  }

  #count(id: string, seconds: number): void {
    this.phase = { name: "copied", id, until: clock.exact() + seconds * 1000, seconds };
  }

  /** What the shell says became of it, or that its time has started. */
  heard(what: "cleared" | "foreign" | number): void {
    if (this.phase.name === "empty" || !this.has(this.phase.id)) return;
    if (typeof what === "number") {
      this.#count(this.phase.id, what);
      return;
    }
    const { id } = this.phase;
    this.phase = { name: what, id };
    announcer.say(what === "cleared" ? common.clipboardCleared : common.clipboardForeign);
    clearTimeout(this.#lastWord);
    this.#lastWord = setTimeout(() => {
      this.phase = { name: "empty" };
    }, LAST_WORD_MS);
  }

  /** For tests: back to the beginning. */
  reset(): void {
    clearTimeout(this.#lastWord);
    this.phase = { name: "empty" };
  }
}

export const clipboard = new Clipboard();
