import { expect, test } from "vitest";

import type { OwnerRow } from "$lib/ipc";
import { demoTokens } from "$lib/ipc/fake-demo";
import { zitadelAccount, zitadelDirectory, zitadelOwners } from "$lib/ipc/fake-zitadel";

import { choosable, grouped, matching, stateWarning, summary, tokenCounts } from "./owners";

const prod = zitadelAccount("prod", "2026-11-22T10:40:00Z");
const staging = zitadelAccount("staging", "2026-11-22T10:40:00Z");
const owners = zitadelOwners();
const named = (name: string, change: Partial<OwnerRow> = {}): OwnerRow => ({ id: `id-${name}`, name, account: "prod", organizationId: "o-1", organizationName: "Platform", state: "active", isSubject: false, ...change });
const names = (rows: OwnerRow[]) => rows.map(({ name }) => name);

test("those who are gone or cannot be seen are not offered, deactivated and locked ones are", () => {
  const states = ["active", "deactivated", "locked", "removed", "hidden"] as const;
  expect(names(choosable(states.map((state) => named(state, { state })), [prod]))).toEqual(["active", "deactivated", "locked"]);
});

test("only owners of the accounts in question are offered, account by account", () => {
  expect(new Set(choosable(owners, [staging]).map(({ account }) => account))).toEqual(new Set(["staging"]));
  expect(choosable(owners, [staging, prod])[0]?.account).toBe("staging");
});

test("every typed word has to occur, in name, id, organization or account, whatever its accents and case", () => {
  const all = [named("Città-Bot"), named("ci-deploy", { organizationName: "Delivery" }), named("ci-test")];
  expect(names(matching(all, "citta"))).toEqual(["Città-Bot"]);
  expect(names(matching(all, "CI delivery"))).toEqual(["ci-deploy"]);
  expect(names(matching(all, "id-ci-test"))).toEqual(["ci-test"]);
  expect(names(matching(all, "  "))).toHaveLength(3);
  expect(matching(all, "nobody")).toEqual([]);
});

test("two organizations with a user of the same name make two groups", () => {
  const twins = [named("robot", { id: "1" }), named("robot", { id: "2", organizationId: "o-2", organizationName: "Delivery" })];
  expect(grouped(twins, false).groups.map(({ label, owners: rows }) => [label, rows.map(({ id }) => id)])).toEqual([
    ["Platform", ["1"]],
    ["Delivery", ["2"]],
  ]);
  expect(grouped(twins, true).groups[0]?.label).toBe("prod · Platform");
});

test("two organizations of the same name stay two groups", () => {
  const { groups } = grouped([named("a"), named("b", { organizationId: "o-2" })], false);
  expect(groups).toHaveLength(2);
});

test("more than can be drawn are counted", () => {
  const many = Array.from({ length: 512 }, (_, index) => named(`robot-${index}`));
  const { groups, left } = grouped(many, false);
  expect([groups[0]?.owners.length, left]).toEqual([100, 412]);
});

test("tokens are counted for one owner of one account, and roles only where they can be read", () => {
  const twin = demoTokens().map((token, index) => ({ ...token, account: index === 0 ? "staging" : "prod", owner: { id: "7", name: "robot" } }));
  const counts = tokenCounts(twin);
  const robot = named("robot", { id: "7" });
  expect(summary(robot, counts, null)).toBe("4 tokens");
  expect(summary(robot, counts, { organizations: [], roles: null })).toBe("4 tokens");
  expect(summary(robot, counts, { organizations: [], roles: [] })).toBe("4 tokens · 0 roles");
  const deploy = owners.find(({ name }) => name === "ci-deploy")!;
  expect(summary(deploy, counts, zitadelDirectory("prod", owners))).toBe("0 tokens · 4 roles");
});

test("only what is odd about an owner is warned of", () => {
  expect(stateWarning(named("robot"))).toBeNull();
  expect(stateWarning(named("robot", { state: "deactivated" }))).toContain("robot is deactivated");
  expect(stateWarning(named("robot", { state: "locked" }))).toContain("robot is locked");
});
