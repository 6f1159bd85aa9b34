import { expect, test } from "vitest";

import { setLanguage } from "$lib/i18n";
import type { Role } from "$lib/ipc";

import { byPlace, ownedPlaces, rolesOf, rolesSentence } from "./roles";

const role = (name: string, place: string | null, isOwner = false): Role => ({ name, place, isOwner });
const sentence = (...roles: Role[]) => rolesSentence(byPlace(roles));

test("roles of one place stand together", () => {
  expect(sentence(role("Org Project Creator", "Platform"), role("deployer", "Delivery"), role("reader", "Billing"), role("reader", "Delivery"))).toEqual({
    text: "Org Project Creator in Platform; deployer and reader in Delivery; reader in Billing",
    left: 0,
  });
});

test("the whole server and what is owned come first", () => {
  expect(byPlace([role("reader", "A"), role("Org Owner", "B", true), role("Iam Owner", null, true)]).map(({ place }) => place)).toEqual([null, "B", "A"]);
});

test("a role that is told twice is said once", () => {
  expect(sentence(role("reader", "A"), role("reader", "A")).text).toBe("reader in A");
});

test("a sentence names some places and counts the rest", () => {
  expect(sentence(...["A", "B", "C", "D", "E"].map((place) => role("reader", place)))).toEqual({ text: "reader in A; reader in B; reader in C", left: 2 });
});

test("what is owned is named, the whole server instead of its parts", () => {
  expect(ownedPlaces(byPlace([role("reader", "A")]))).toBeNull();
  expect(ownedPlaces(byPlace([role("Org Owner", "A", true), role("Project Owner", "B", true)]))).toBe("A and B");
  expect(ownedPlaces(byPlace([role("Org Owner", "A", true), role("Iam Owner", null, true)]))).toBe("the whole server");
});

test("no roles and unknown roles are two things", () => {
  expect(rolesOf({ organizations: [], roles: null }, "7")).toBeNull();
  expect(rolesOf({ organizations: [], roles: [] }, "7")).toEqual([]);
});

test("it is said in Italian too", () => {
  setLanguage("it", "it-IT");
  expect(sentence(role("Iam Owner", null, true), role("deployer", "Delivery"), role("reader", "Delivery")).text).toBe("Iam Owner su tutto il server; deployer e reader in Delivery");
});
