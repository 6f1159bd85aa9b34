import { expect, test } from "vitest";

import { setLanguage } from "$lib/i18n";
import { demoTokens } from "$lib/ipc/fake-demo";

import { nameProblem, nameWarning } from "./name";

test("every character that the console takes is taken", () => {
  expect(nameProblem("Ab9._+-z")).toBeNull();
});

test("white space around a name does not count, an empty name does", () => {
  expect(nameProblem("  ci-deploy ")).toBeNull();
  expect(nameProblem("   ")).toBe("Give the token a name");
});

test("characters that are not allowed are named, each once", () => {
  expect(nameProblem("bad name!")).toBe("A space and “!” are not allowed: use letters, digits and . _ + -");
  expect(nameProblem("a/b/c")).toBe("“/” is not allowed: use letters, digits and . _ + -");
  expect(nameProblem("città")).toBe("“à” is not allowed: use letters, digits and . _ + -");
});

test("only some of many wrong characters are listed", () => {
  expect(nameProblem("!?=()/&%")).toBe("“!”, “?”, “=”, “(”, and … are not allowed: use letters, digits and . _ + -");
});

test("they are named in Italian too", () => {
  setLanguage("it", "it-IT");
  expect(nameProblem("bad name!")).toBe("Uno spazio e “!” non sono ammessi: usa lettere, cifre e . _ + -");
});

test("255 characters are a name, 256 are not", () => {
  expect(nameProblem("a".repeat(255))).toBeNull();
  expect(nameProblem("a".repeat(256))).toBe("256 characters are too many: a name has at most 255");
});

test("a name that the account has already is warned of, one of another account is not", () => {
  expect(nameWarning(" ci-deploy", "dh-lab", demoTokens())).toContain("dh-lab already has a token called ci-deploy");
  expect(nameWarning("ci-deploy", "hub", demoTokens())).toBeNull();
  expect(nameWarning("", "dh-lab", demoTokens())).toBeNull();
});
