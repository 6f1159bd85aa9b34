import { afterEach, describe, expect, test } from "vitest";

import { dayAfter, endOf, parsedDay, written } from "./expiry";
import { ExpiryChoice } from "./expiryChoice.svelte";

const home = process.env.TZ;
afterEach(() => {
  if (home === undefined) delete process.env.TZ;
  else process.env.TZ = home;
});

function inZone(zone: string) {
  process.env.TZ = zone;
  // Fails when the runner's own zone cannot be changed, instead of testing nothing.
  expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
}

const iso = (end: number | null) => (end === null ? null : new Date(end).toISOString());
const local = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime();

function custom(text: string): ExpiryChoice {
  const choice = new ExpiryChoice();
  choice.choose("custom", Date.now());
  choice.custom = text;
  return choice;
}

describe("the end of a day", () => {
  test("is its last full minute on this machine's clock", () => {
    inZone("Europe/Rome");
    expect(iso(endOf({ year: 2027, month: 2, day: 20 }))).toBe("2027-02-20T22:59:00.000Z");
    expect(iso(endOf({ year: 2027, month: 7, day: 20 }))).toBe("2027-07-20T21:59:00.000Z");
  });

  test("is told in the new time on the day the clocks change", () => {
    inZone("Europe/Rome");
    expect(iso(endOf({ year: 2027, month: 3, day: 28 }))).toBe("2027-03-28T21:59:00.000Z");
    expect(iso(endOf({ year: 2027, month: 10, day: 31 }))).toBe("2027-10-31T22:59:00.000Z");
  });

  test("is the last minute there is where the clocks leave 23:59 out", () => {
    inZone("America/Godthab");
    const end = endOf({ year: 2027, month: 3, day: 27 })!;
    expect([new Date(end).getDate(), new Date(end).getHours(), new Date(end).getMinutes()]).toEqual([27, 22, 59]);
    expect(new Date(end + 60_000).getDate()).toBe(28);
  });

  test("does not exist for a day that the zone skipped", () => {
    inZone("Pacific/Apia");
    expect(endOf({ year: 2011, month: 12, day: 30 })).toBeNull();
    expect(endOf({ year: 2011, month: 12, day: 31 })).not.toBeNull();
  });
});

describe("days from today", () => {
  test("are counted on the calendar, also over a change of the clocks", () => {
    inZone("Europe/Rome");
    expect(written(dayAfter(local(2026, 10, 22, 10, 42), 90))).toBe("2027-02-20");
    expect(written(dayAfter(local(2027, 2, 27, 23, 59), 1))).toBe("2027-03-28");
    expect(written(dayAfter(local(2027, 2, 28, 0, 30), 1))).toBe("2027-03-29");
  });

  test("begin anew when midnight passes", () => {
    inZone("Europe/Rome");
    const choice = new ExpiryChoice();
    expect(iso(choice.end(local(2026, 10, 22, 23, 59)))).toBe("2027-02-20T22:59:00.000Z");
    expect(iso(choice.end(local(2026, 10, 23, 0, 0)))).toBe("2027-02-21T22:59:00.000Z");
  });

  test("stay what was sent until the answer came", () => {
    inZone("Europe/Rome");
    const choice = new ExpiryChoice();
    expect(choice.send(local(2026, 10, 22, 23, 59))).toEqual({ kind: "at", at: "2027-02-20T22:59:00.000Z" });
    const afterMidnight = local(2026, 10, 23, 0, 0);
    expect(iso(choice.end(afterMidnight))).toBe("2027-02-20T22:59:00.000Z");
    choice.release();
    expect(iso(choice.end(afterMidnight))).toBe("2027-02-21T22:59:00.000Z");
  });
});

describe("a day of one's own", () => {
  test.each([
    ["2027-02-20", "2027-02-20"],
    [" 2027/2/5 ", "2027-02-05"],
    ["2028.02.29", "2028-02-29"],
  ])("%s is read", (text, day) => expect(written(parsedDay(text)!)).toBe(day));

  test.each(["2027-02-29", "2027-13-01", "2027-00-10", "2027-04-31", "20-02-2027", "tomorrow", "2027-02", ""])("“%s” is no day", (text) =>
    expect(parsedDay(text)).toBeNull(),
  );

  test("begins with the day that was shown", () => {
    const now = local(2026, 10, 22, 10, 42);
    const choice = new ExpiryChoice();
    choice.choose(30, now);
    choice.choose("custom", now);
    expect(choice.custom).toBe("2026-12-22");
    choice.custom = "2028-01-01";
    choice.choose("never", now);
    choice.choose("custom", now);
    expect(choice.custom).toBe("2028-01-01");
  });

  test("moves by arrows over the ends of months, and not into the years that mean never", () => {
    const choice = custom("2027-02-28");
    choice.step(1);
    expect(choice.custom).toBe("2027-03-01");
    choice.custom = "9998-12-31";
    choice.step(1);
    expect(choice.custom).toBe("9998-12-31");
  });

  test("is refused when it is past, unreadable, missing, or would mean never, each with its sentence", () => {
    const now = local(2026, 10, 22, 10, 42);
    expect(custom("2026-11-21").problem(now)).toBe("This day has passed: choose a later one");
    expect(custom("0001-01-01").problem(now)).toBe("This day has passed: choose a later one");
    expect(custom("2027-02-30").problem(now)).toContain("not a day of the calendar");
    expect(custom("  ").problem(now)).toBe("Enter a day, for example 2027-02-20");
    for (const day of ["9999-01-01", "9999-12-31", "10000-01-01"]) {
      expect(custom(day).problem(now)).toContain("From the year 9999 on it would never expire");
      expect(custom(day).end(now)).toBeNull();
    }
  });

  test("may be today until its last minute", () => {
    expect(custom("2026-11-22").problem(local(2026, 10, 22, 23, 58))).toBeNull();
    expect(custom("2026-11-22").problem(local(2026, 10, 22, 23, 59))).toBe("Today is over in a moment: choose a later day");
  });

  test("that is over in the year 9999 of the server's zone is refused", () => {
    inZone("America/New_York");
    expect(custom("9998-12-31").problem(Date.now())).toContain("From the year 9999 on");
    expect(custom("9998-12-30").problem(Date.now())).toBeNull();
  });

  test("that its zone left out is refused", () => {
    inZone("Pacific/Apia");
    expect(custom("2011-12-30").problem(Date.UTC(2011, 0, 1))).toContain("left out in Pacific/Apia");
  });
});

test("never needs the tick, which is gone when something else was chosen between", () => {
  const choice = new ExpiryChoice();
  const now = Date.now();
  choice.choose("never", now);
  expect(choice.problem(now)).toBe("Tick the line above, or choose an expiry");
  choice.agreed = true;
  expect(choice.problem(now)).toBeNull();
  expect(choice.send(now)).toEqual({ kind: "never" });
  choice.choose(90, now);
  choice.choose("never", now);
  expect(choice.problem(now)).not.toBeNull();
});
