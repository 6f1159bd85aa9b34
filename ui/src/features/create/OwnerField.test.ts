import { fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import type { OwnerRow } from "$lib/ipc";
import { fake } from "$lib/ipc/fake";
import { announcer } from "$lib/state";

import { callsOf, click, press, settle } from "../../../test/window";
import { dialog, input, nameField, onlyOwner, openCreate, option, ownerField, ownerId, save } from "./testDialog";

const search = () => dialog().getByRole<HTMLInputElement>("combobox", { name: "Search service users" });
/** The option that Enter would take. */
const active = () => document.getElementById(search().getAttribute("aria-activedescendant")!)!.textContent;

const changeOwner = async (name: string, change: Partial<OwnerRow>) => {
  fake.change((snapshot) => ({ ...snapshot, owners: snapshot.owners.map((owner) => (owner.name === name ? { ...owner, ...change } : owner)) }));
  await settle();
};

describe("whose token it will be", () => {
  test("is asked first, and nothing is chosen by guess", async () => {
    await openCreate();
    expect(document.activeElement).toBe(ownerField());
    expect(ownerField().textContent).toContain("Choose a service user");
    await save();
    expect(dialog().getByText("Choose whose token it will be")).toBeTruthy();
    expect(dialog().getByText("2 fields need attention")).toBeTruthy();
    expect(document.activeElement).toBe(ownerField());
  });

  test("is filled in when it was opened from an owner's list, and the focus lands in the name", async () => {
    await openCreate("zitadel", "ci-deploy");
    expect(ownerField().textContent).toContain("ci-deploy · Platform · prod");
    expect(document.activeElement).toBe(nameField());
    await press("Escape");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("is filled in when only one can be chosen", async () => {
    await openCreate("zitadel", undefined, () => onlyOwner("iam-admin"));
    expect(ownerField().textContent).toContain("iam-admin");
  });

  test("stands in groups, each with its tokens and roles", async () => {
    await openCreate();
    await click(ownerField());
    expect(dialog().getAllByRole("group").map((group) => group.querySelector(".group")?.textContent).filter(Boolean)).toEqual(["Delivery", "Platform"]);
    expect(option(/^ci-deploy/).textContent).toContain("6 tokens · 4 roles");
    expect(option(/^iam-admin/).textContent).toContain("signs in here");
  });

  test("is told without roles where those cannot be read", async () => {
    await openCreate("zitadel", undefined, () => (fake.rolesHidden = true));
    await click(ownerField());
    expect(option(/^ci-deploy/).textContent).toMatch(/6 tokens\s*$/);
  });

  test("is found by typing and chosen by Enter, and the focus returns to the field", async () => {
    await openCreate();
    await fireEvent.keyDown(ownerField(), { key: "c" });
    await settle();
    expect(document.activeElement).toBe(search());
    expect(search().value).toBe("c");
    await input(search(), "depl");
    expect(dialog().getAllByRole("option")).toHaveLength(2);
    expect(announcer.text).toBe("1 service user found");
    await press("Enter");
    expect(ownerField().textContent).toContain("ci-deploy");
    expect(document.activeElement).toBe(ownerField());
    expect(dialog().queryByRole("listbox")).toBeNull();
  });

  test("arrows move round the list, and begin at the chosen one", async () => {
    await openCreate("zitadel", "terraform");
    await click(ownerField());
    expect(active()).toContain("terraform");
    await press("ArrowUp");
    expect(active()).toContain("release-bot");
    await press("ArrowUp");
    expect(active()).toContain("Create a service user…");
    await press("ArrowDown");
    expect(active()).toContain("release-bot");
  });

  test("Esc closes the list only and chooses nothing", async () => {
    await openCreate();
    await click(ownerField());
    await press("ArrowDown");
    await press("Escape");
    expect(dialog().queryByRole("listbox")).toBeNull();
    expect(screen.getByRole("dialog")).toBeTruthy();
    expect(document.activeElement).toBe(ownerField());
    expect(ownerField().textContent).toContain("Choose a service user");
  });

  test("a search without a match says so and still offers to create", async () => {
    await openCreate();
    await click(ownerField());
    await input(search(), "zzz");
    expect(dialog().getByText("No service user matches")).toBeTruthy();
    await press("Enter");
    expect(dialog().getByRole("group", { name: "New service user on prod" })).toBeTruthy();
  });

  test("may be one of another account, which then is the account of the token", async () => {
    await openCreate("home");
    await click(ownerField());
    expect(dialog().getByText("prod · Platform")).toBeTruthy();
    await click(option(/^qa-robot/));
    expect(ownerField().textContent).toContain("qa-robot · Quality · staging");
    await input(nameField(), "e2e");
    await save();
    expect(callsOf("create_token")[0]?.request).toMatchObject({ account: "staging", owner: ownerId("qa-robot", "staging") });
  });

  test("deactivated and locked ones can be chosen with a warning, removed and hidden ones cannot", async () => {
    await openCreate("rare");
    await click(ownerField());
    expect(dialog().queryByRole("option", { name: /^(terraform|release-bot)/ })).toBeNull();
    expect(within(option(/^grafana-sync/)).getByText("Locked")).toBeTruthy();
    await click(option(/^backup-agent/));
    expect(dialog().getByText(/backup-agent is deactivated\. A token made now works/)).toBeTruthy();
  });

  test("is said to be gone when it is removed while the dialog is open", async () => {
    await openCreate("zitadel", "ci-deploy");
    await input(nameField(), "etl");
    await changeOwner("ci-deploy", { state: "removed" });
    await save();
    expect(dialog().getByText("This service user is gone, or can no longer be seen: choose another")).toBeTruthy();
    expect(callsOf("create_token")).toEqual([]);
    expect(nameField().value).toBe("etl");
  });

  test("follows one that is moved or deactivated while the dialog is open", async () => {
    await openCreate("zitadel", "ci-deploy");
    await changeOwner("ci-deploy", { organizationId: "9", organizationName: "Elsewhere", state: "deactivated" });
    expect(ownerField().textContent).toContain("ci-deploy · Elsewhere · prod");
    expect(dialog().getByText(/ci-deploy is deactivated/)).toBeTruthy();
  });
});
