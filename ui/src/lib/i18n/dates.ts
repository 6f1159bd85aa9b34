/// Dates as the chosen language writes them. Instants come as RFC 3339 texts from the shell, `now` in milliseconds.

import { language } from "./language.svelte";
import { texts } from "./texts";

const formats = new Map<string, Intl.DateTimeFormat>();

function written(at: string | number, options: Intl.DateTimeFormatOptions): string {
  const key = language.locale + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(language.locale, options);
    formats.set(key, format);
  }
  return format.format(new Date(at));
}

const relatives: Record<string, Intl.RelativeTimeFormat> = {};

// Made once: a list writes hundreds of these at a time.
const relative = (): Intl.RelativeTimeFormat => (relatives[language.code] ??= new Intl.RelativeTimeFormat(language.code, { numeric: "always" }));

const words = texts({
  en: {
    today: "today",
    now: "just now",
    minutes: (n: number) => `${n} min ago`,
  },
  it: {
    today: "oggi",
    now: "adesso",
    minutes: (n: number) => `${n} min fa`,
  },
});

/** Italians write 03/11 and 09:12, English speakers 11/3 and 9:12. */
const digits = () => (language.code === "it" ? "2-digit" : "numeric");

/** `11/28/2026, 10:00:00 AM`: the console's form, in the comfortable table. */
export const dateTime = (at: string): string =>
  written(at, { year: "numeric", month: digits(), day: digits(), hour: digits(), minute: "2-digit", second: "2-digit" });

/** `Nov 28, 2026`. */
export const shortDate = (at: string): string => written(at, { year: "numeric", month: "short", day: "numeric" });

/** `Sep 2, 2026, 2:20 PM`, or `today, 9:58 AM`. */
export function shortDateTime(at: string, now: number): string {
  const time = clockTime(at);
  return daysUntil(at, now) === 0 ? `${words.today}, ${time}` : `${shortDate(at)}, ${time}`;
}

/** `Monday, November 22, 2027`. */
export const longDate = (at: string): string => written(at, { weekday: "long", year: "numeric", month: "long", day: "numeric" });

/** `10:24 AM`. */
export const clockTime = (at: string): string => written(at, { hour: digits(), minute: "2-digit" });

/** The exact time with its zone, for tooltips. */
export const exactTime = (at: string): string => written(at, { dateStyle: "full", timeStyle: "long" });

/** Days on the calendar from now until then; negative when it is past. */
export function daysUntil(at: string, now: number): number {
  const day = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((day(new Date(at)) - day(new Date(now))) / 86_400_000);
}

/** `in 47 days`, `today`, `81 days ago`. */
export function relativeDays(at: string, now: number): string {
  const days = daysUntil(at, now);
  if (days === 0) return words.today;
  return relative().format(days, "day");
}

/** `just now`, `2 min ago`, `3 hours ago`, `2 days ago`. */
export function ago(at: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(at)) / 60_000);
  if (minutes < 1) return words.now;
  if (minutes < 60) return words.minutes(minutes);
  return minutes < 48 * 60 ? relative().format(-Math.floor(minutes / 60), "hour") : relative().format(-Math.floor(minutes / 1440), "day");
}

/** Whole seconds until then, never negative. */
export const secondsUntil = (at: string | number, now: number): number =>
  Math.max(0, Math.ceil((new Date(at).getTime() - now) / 1000));
