/// The end that is chosen in the create dialog: days from today, a day of one's own, or never.

import type { ExpiryWish } from "$lib/ipc";

import { DEFAULT_DAYS, YEAR_OF_NEVER, dayAfter, endOf, parsedDay, written, zone } from "./expiry";
import { words } from "./expiryTexts";

export type Option = number | "custom" | "never";

export class ExpiryChoice {
  option = $state<Option>(DEFAULT_DAYS);
  /** The day of one's own, as it is typed. */
  custom = $state("");
  /** The tick beside "never". */
  agreed = $state(false);
  /** What was sent: shown unchanged while the answer is awaited, whatever midnight does to "in 90 days". */
  #sent = $state.raw<number | null>(null);

  get untouched(): boolean {
    return this.option === DEFAULT_DAYS;
  }

  /** What is refused by the server is refused for this. */
  get key(): string {
    return `${this.option} ${this.option === "custom" ? this.custom.trim() : ""}`;
  }

  /** A day of one's own begins with the one that was shown. */
  choose(option: Option, now: number): void {
    if (option === "custom" && this.option !== "custom") {
      const days = typeof this.option === "number" ? this.option : DEFAULT_DAYS;
      if (typeof this.option === "number" || this.custom === "") this.custom = written(dayAfter(now, days));
    }
    this.option = option;
    if (option !== "never") this.agreed = false;
  }

  /** Moves the day of one's own by so many days, when it is one. */
  step(by: number): void {
    const day = parsedDay(this.custom);
    if (!day) return;
    const moved = dayAfter(new Date(day.year, day.month - 1, day.day, 12).getTime(), by);
    if (moved.year >= 1000 && moved.year < YEAR_OF_NEVER) this.custom = written(moved);
  }

  /** The moment of the end; `null` when there is none, or none that can be read. */
  end(now: number): number | null {
    if (this.option === "never") return null;
    if (this.#sent !== null) return this.#sent;
    const day = this.option === "custom" ? parsedDay(this.custom) : dayAfter(now, this.option);
    return day === null || day.year >= YEAR_OF_NEVER ? null : endOf(day);
  }

  /** Why it cannot be chosen. `now` is the later of our clock and the server's. */
  problem(now: number): string | null {
    if (this.option === "never") return this.agreed ? null : words.neverMissing;
    if (this.option !== "custom") return null;
    const example = written(dayAfter(now, DEFAULT_DAYS));
    if (this.custom.trim() === "") return words.dayMissing(example);
    const day = parsedDay(this.custom);
    if (day === null) return words.dayUnread(example);
    if (day.year >= YEAR_OF_NEVER) return words.dayNever;
    const end = endOf(day);
    if (end === null) return words.dayLeftOut(zone());
    // The server reads it in its own zone, where the next year may have begun.
    if (new Date(end).getUTCFullYear() >= YEAR_OF_NEVER) return words.dayNever;
    if (end > now) return null;
    return written(day) === written(dayAfter(now, 0)) ? words.todayPast : words.dayPast;
  }

  /** What is asked for, worked out now; it is shown like this until [`ExpiryChoice.release`]. */
  send(now: number): ExpiryWish | null {
    if (this.option === "never") return { kind: "never" };
    const end = this.end(now);
    this.#sent = end;
    return end === null ? null : { kind: "at", at: new Date(end).toISOString() };
  }

  release(): void {
    this.#sent = null;
  }
}
