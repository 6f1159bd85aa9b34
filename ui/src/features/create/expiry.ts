/// When a new token shall end: a day of this machine's calendar, up to its last full minute.

/** Days from today that are offered at once. */
export const PRESETS = [7, 30, 60, 90, 365] as const;
export const DEFAULT_DAYS = 90;

/** From this year on servers read an end as none. */
export const YEAR_OF_NEVER = 9999;

const MINUTE_MS = 60_000;
/** No day is longer, not even one that a change of the clocks or of the date line touches. */
const LONGEST_DAY_MINUTES = 2 * 24 * 60;

/** A day of the calendar; months count from 1. */
export interface Day {
  year: number;
  month: number;
  day: number;
}

const isOn = (date: Date, { year, month, day }: Day): boolean =>
  date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day;

/** So many days after today. */
export function dayAfter(now: number, days: number): Day {
  const today = new Date(now);
  // At noon: the clocks change at night, and a day more is then a day more.
  const then = new Date(today.getFullYear(), today.getMonth(), today.getDate() + days, 12);
  return { year: then.getFullYear(), month: then.getMonth() + 1, day: then.getDate() };
}

/** As it is typed and shown in the field: `2027-02-20`. */
export const written = ({ year, month, day }: Day): string => `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

/** Reads `2027-02-20`, also with points, slashes or fewer digits; `null` when the calendar has no such day. */
export function parsedDay(text: string): Day | null {
  const parts = /^\s*(\d{4,6})[-./](\d{1,2})[-./](\d{1,2})\s*$/.exec(text);
  if (!parts) return null;
  const day = { year: Number(parts[1]), month: Number(parts[2]), day: Number(parts[3]) };
  // In UTC, where no day was ever left out.
  const date = new Date(0);
  date.setUTCFullYear(day.year, day.month - 1, day.day);
  return date.getUTCMonth() === day.month - 1 && date.getUTCDate() === day.day ? day : null;
}

/**
 * 23:59:00 of that day, in milliseconds. Where the clocks go forward over midnight there is no 23:59: then the last
 * minute that the day has. `null` for a day that this zone left out.
 */
export function endOf(day: Day): number | null {
  const wanted = new Date(0);
  wanted.setFullYear(day.year, day.month - 1, day.day);
  wanted.setHours(23, 59, 0, 0);
  for (let back = 0; back <= LONGEST_DAY_MINUTES; back += 1) {
    const moment = wanted.getTime() - back * MINUTE_MS;
    if (isOn(new Date(moment), day)) return moment;
  }
  return null;
}

/** The zone of this machine, as it is shown: `Europe/Rome`. */
export const zone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;
