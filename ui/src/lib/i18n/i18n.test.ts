import { readFileSync } from "node:fs";

import { beforeAll, describe, expect, test } from "vitest";

import type { ErrorCode } from "$lib/ipc";

import { errorSentences, errorText } from "./errors";

import { ago, clockTime, dateTime, daysUntil, dictionaries, language, plural, relativeDays, secondsUntil, setLanguage, shortDate, shortDateTime } from ".";

// Every feature's words register themselves when they are loaded.
beforeAll(async () => {
  await Promise.all(Object.values(import.meta.glob("../../features/*/texts.ts")).map((load) => load()));
});

const codes = (): string[] => {
  const declared = /export type ErrorCode = ([^;]+);/.exec(readFileSync(new URL("../ipc/types.gen.ts", `file://${import.meta.filename}`), "utf8"));
  return [...(declared?.[1]?.matchAll(/"(\w+)"/g) ?? [])].map((found) => found[1] ?? "");
};

describe("both languages", () => {
  test("have the same words, and none is empty", () => {
    expect(dictionaries.length).toBeGreaterThan(5);
    for (const { en, it } of dictionaries) {
      expect(Object.keys(it).sort()).toEqual(Object.keys(en).sort());
      for (const [key, word] of [...Object.entries(en), ...Object.entries(it)]) {
        const text = typeof word === "string" ? word : word(3, 4, 5);
        expect(text.trim(), key).not.toBe("");
        expect(text, key).not.toContain("undefined");
      }
    }
  });

  test("take the same details, so that no number or name is dropped in one of them", () => {
    for (const { en, it } of dictionaries) {
      for (const [key, word] of Object.entries(en)) {
        const other = it[key];
        if (typeof word !== "function" || typeof other !== "function") continue;
        const details = ["‹a›", "‹b›", "‹c›"].slice(0, word.length);
        for (const detail of details) expect(other(...details).includes(detail), `${key} ${detail}`).toBe(word(...details).includes(detail));
      }
    }
  });

  test("have a sentence with a next step for every code of the shell", () => {
    expect(codes().length).toBeGreaterThan(30);
    for (const sentences of Object.values(errorSentences)) {
      expect(Object.keys(sentences).sort()).toEqual(codes().sort());
      for (const [code, sentence] of Object.entries(sentences)) expect(sentence, code).toMatch(/^[A-ZÈ].{20,}\.$/);
    }
  });

  test("are chosen by the setting, and else by the system", () => {
    for (const [setting, system, code] of [
      ["system", "it-IT", "it"],
      ["system", "de-DE", "en"],
      ["en", "it-IT", "en"],
      ["it", "en-GB", "it"],
    ] as const) {
      setLanguage(setting, system);
      expect(language.code).toBe(code);
      expect(document.documentElement.lang).toBe(code);
    }
  });

  test("one is not many", () => {
    expect(plural(1, { one: "1 token", other: "n" })).toBe("1 token");
    expect(plural(0, { one: "1 token", other: "n" })).toBe("n");
  });
});

describe("what went wrong", () => {
  const error = (code: ErrorCode, message: string) => ({ code, message, retryable: false, field: null });

  test("is told by its code, whatever the shell's message says", () => {
    expect(errorText(error("busy", "SQLITE_BUSY (5)"))).toBe("Another window or command is changing this token. Wait a moment and try again.");
  });

  test("keeps what only the message knows", () => {
    expect(errorText(error("invalid", "the name is too long"))).toBe("The name is too long.");
    setLanguage("it", "it-IT");
    expect(errorText(error("invalid", "the name is too long."))).toBe("Questo valore non è accettato. Correggilo e riprova. (the name is too long)");
  });

  test("is never silent, not even for a code of a newer shell", () => {
    expect(errorText(error("whatever" as ErrorCode, "x"))).toBe(errorSentences.en.internal);
  });
});

describe("dates", () => {
  const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).toISOString();
  const now = new Date(2026, 10, 22, 10, 42).getTime();

  test("are written as the language and the system's region do", () => {
    expect(dateTime(at(28, 10))).toBe("11/28/2026, 10:00:00 AM");
    expect(shortDate(at(28, 10))).toBe("Nov 28, 2026");
    expect(shortDateTime(at(22, 9, 58), now)).toBe("today, 9:58 AM");
    setLanguage("en", "en-GB");
    expect(shortDate(at(28, 10))).toBe("28 Nov 2026");
    setLanguage("it", "en-GB");
    expect(dateTime(at(3, 9))).toBe("03/11/2026, 09:00:00");
    expect(clockTime(at(3, 16, 5))).toBe("16:05");
    expect(shortDateTime(at(22, 9, 58), now)).toBe("oggi, 09:58");
  });

  test("days are those of the calendar, not spans of 24 hours", () => {
    expect(daysUntil(at(23, 0, 5), now)).toBe(1);
    expect(daysUntil(at(22, 23, 59), now)).toBe(0);
    expect(daysUntil(at(21, 23, 59), now)).toBe(-1);
  });

  test("distances are said in words", () => {
    expect(relativeDays(at(28, 10), now)).toBe("in 6 days");
    expect(relativeDays(at(22, 23), now)).toBe("today");
    expect(relativeDays(at(20, 1), now)).toBe("2 days ago");
    expect(ago(at(22, 10, 41), now + 30_000)).toBe("1 min ago");
    expect(ago(at(22, 10, 42), now)).toBe("just now");
    expect(ago(at(22, 7, 42), now)).toBe("3 hours ago");
    expect(ago(at(19, 7), now)).toBe("3 days ago");
    setLanguage("it", "it-IT");
    expect(relativeDays(at(28, 10), now)).toBe("tra 6 giorni");
    expect(ago(at(22, 10, 40), now)).toBe("2 min fa");
  });

  test("seconds that are left are whole and never negative", () => {
    expect(secondsUntil(now + 1200, now)).toBe(2);
    expect(secondsUntil(now - 5000, now)).toBe(0);
  });
});
