/// The page draws from what a server can do, never from which kind it is: a third kind must need no line here.

import { readFileSync, readdirSync } from "node:fs";

import { expect, test } from "vitest";

const root = new URL("../src/", `file://${import.meta.filename}`);
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => /\.(svelte|ts)$/.test(path));
/** Tests, what they share, and the stand-in name the servers they play. */
const shared = files.filter((path) => !/\.test\.ts$|\/test[A-Z]\w*\.ts$|\/fake[^/]*\.ts$/.test(path));
/** With what is said in comments taken off. */
const code = (path: string) => readFileSync(new URL(path, root), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*|<!--[\s\S]*?-->/g, "");

test("no code of the page asks which kind of server it is", () => {
  expect(shared.length).toBeGreaterThan(100);
  const asks = /\bprovider\s*[!=]==?|[!=]==?\s*[\w.?]*\bprovider\b|(?:switch\s*\(|product\.id\s*[!=]==?)[^)\n]*\bprovider\b|\bproduct\.id\s*[!=]==?/;
  expect(shared.filter((path) => asks.test(code(path)))).toEqual([]);
});

test("no code of the page knows a kind of server by its id", () => {
  expect(shared.filter((path) => /["'`](?:digitalhub|zitadel)["'`]/.test(code(path)))).toEqual([]);
});
