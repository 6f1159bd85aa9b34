import { expect, test } from "vitest";

import { demoAccount, demoToken, demoTokens } from "$lib/ipc/fake-demo";

import { readyLines, referenceTo } from "./ready";

const token = demoToken("r-9", "etl-nightly", null, ["openid"]);

test("the lines name the token by alias and name", () => {
  expect(readyLines(token, demoAccount("dh-lab", { url: "https://dh.lab.example.org/" }), demoTokens(), false).map(({ line }) => line)).toEqual([
    "(printf 'Authorization: Bearer '; patw token dh-lab/etl-nightly) | curl -H @- https://dh.lab.example.org/api/auth",
    'export DHCORE_PERSONAL_ACCESS_TOKEN="$(patw token dh-lab/etl-nightly)"',
  ]);
});

test("a token of the sandbox is fetched from the sandbox", () => {
  const [first] = readyLines(token, demoAccount("dh-lab"), [], true);
  expect(first?.line).toContain("patw --sandbox token dh-lab/etl-nightly");
});

test("a name that fits several, or none, gives way to the id", () => {
  const again = demoToken("r-10", "ci-deploy", null, ["openid"]);
  expect(referenceTo(again, demoTokens())).toBe("dh-lab/r-10");
  expect(referenceTo({ ...token, name: null }, [])).toBe("dh-lab/r-9");
});
