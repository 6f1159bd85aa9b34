import { screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";

import { fake } from "$lib/ipc/fake";
import { demoAccount, troubleOf } from "$lib/ipc/fake-demo";
import { app, view } from "$lib/state";

import { callsOf, changeToken, click, expectAccessible, openWindow, rowNames, rowOf, settle } from "../../../test/window";

const banner = (text: string) => within(screen.getByText(text).closest<HTMLElement>(".banner")!);

test("an account that is away is named with the hour, its tokens stay, and it can be asked again", async () => {
  await openWindow("offline");
  fake.calls = [];
  await click(banner("dh-lab is not reachable since 10:24 AM.").getByRole("button", { name: "Try again" }));
  expect(callsOf("refresh")).toEqual([{ alias: "dh-lab" }]);
  expect(rowNames()).toContain("ci-deploy");
  await expectAccessible();
});

test("details of an account's trouble are in its settings", async () => {
  await openWindow("offline");
  await click(banner("dh-lab is not reachable since 10:24 AM.").getByRole("button", { name: "Details" }));
  expect(view.room).toEqual({ name: "settings", card: "accounts" });
});

test("the room of another account says nothing of the one that is away", async () => {
  await openWindow("offline");
  view.showTokens("hub");
  await settle();
  expect(screen.queryByText(/not reachable since/)).toBeNull();
});

test("an account whose sign-in no longer works says what to do, and nothing can be created on it", async () => {
  await openWindow("attention");
  expect(screen.getByText("dh-lab needs attention.")).toBeTruthy();
  expect(screen.getByText(/The token this account signs in with has expired\./)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Create" }).title).toBe("dh-lab cannot sign in. Connect it again first");
});

test("a locked store is said, blocks copying, leaves deleting, and opens on Unlock", async () => {
  await openWindow("locked");
  const copy = () => within(rowOf("ci-deploy")).getByRole("button", { name: "Copy the secret of ci-deploy" });
  expect(copy().getAttribute("aria-disabled")).toBe("true");
  expect(within(rowOf("ci-deploy")).getByText("Locked")).toBeTruthy();
  expect(within(rowOf("ci-deploy")).getByRole("button", { name: "Delete ci-deploy" }).getAttribute("aria-disabled")).toBeNull();
  await click(copy());
  expect(callsOf("copy_secret")).toEqual([]);

  await click(banner("Secret Service is locked.").getByRole("button", { name: "Unlock" }));
  expect(screen.queryByText("Secret Service is locked.")).toBeNull();
  expect(copy().getAttribute("aria-disabled")).toBeNull();
  expect(within(rowOf("ci-deploy")).getByText("Secret Service")).toBeTruthy();
});

test("a store that is missing is asked again without a prompt", async () => {
  await openWindow("two");
  app.store = { ...app.store!, state: "absent", trouble: troubleOf("keychainAbsent") };
  await settle();
  expect(screen.getByText(/No keychain answers on this machine\./)).toBeTruthy();
  fake.calls = [];
  await click(banner("Secret Service cannot be used now.").getByRole("button", { name: "Check again" }));
  expect(callsOf("store_report")).toHaveLength(1);
  expect(callsOf("unlock_store")).toEqual([]);
  expect(screen.queryByText("Secret Service cannot be used now.")).toBeNull();
});

test("an interrupted deletion waits for a decision, and Keep keeps the token", async () => {
  await openWindow("interrupted");
  await click(banner("The deletion of ci-deploy was interrupted.").getByRole("button", { name: "Keep" }));
  expect(callsOf("decide_interrupted")).toEqual([{ id: "r-2", deleteNow: false }]);
  expect(screen.queryByText(/was interrupted/)).toBeNull();
  expect(rowNames()).toContain("ci-deploy");
});

test("an interrupted deletion can be finished", async () => {
  await openWindow("interrupted");
  await click(screen.getByRole("button", { name: "Delete now" }));
  expect(callsOf("decide_interrupted")).toEqual([{ id: "r-2", deleteNow: true }]);
  expect(rowNames()).not.toContain("ci-deploy");
});

test("a decision that fails says why and stays to be taken again", async () => {
  await openWindow("interrupted");
  fake.failNext("decide_interrupted", { code: "busy" });
  await click(screen.getByRole("button", { name: "Delete now" }));
  expect(banner("The deletion of ci-deploy was interrupted.").getByText(/Another window or command is changing this token\./)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Delete now" }).getAttribute("aria-disabled")).toBeNull();
});

test("why a deletion failed is still said when its banner comes back", async () => {
  await openWindow("interrupted");
  const [waiting] = app.tokens.filter((token) => token.pending?.kind === "interrupted");
  fake.failNext("decide_interrupted", { code: "unreachable" });
  await click(screen.getByRole("button", { name: "Delete now" }));
  await changeToken(waiting!.id, { pending: { kind: "deleting" } });
  await changeToken(waiting!.id, { pending: { kind: "interrupted" } });
  expect(banner("The deletion of ci-deploy was interrupted.").queryByText(/Nothing is deleted by itself/)).toBeNull();
});

test("an interrupted deletion cannot be carried out while its server is away", async () => {
  await openWindow("interrupted");
  fake.change((snapshot) => ({ ...snapshot, accounts: snapshot.accounts.map((account) => ({ ...account, state: "offline" })) }));
  await settle();
  expect(screen.getByRole("button", { name: "Delete now" }).getAttribute("aria-disabled")).toBe("true");
  expect(screen.getByRole("button", { name: "Keep" }).getAttribute("aria-disabled")).toBeNull();
});

test("a lost secret is said once and offers to revoke its token", async () => {
  await openWindow("two");
  await click(banner("The secret of batch-import was lost.").getByRole("button", { name: "Revoke" }));
  expect(view.dialog).toEqual({ name: "delete", id: "h-3" });
});

test("a lost token that is being deleted asks for nothing more", async () => {
  await openWindow("two");
  await changeToken("h-3", { pending: { kind: "deleting" } });
  expect(screen.queryByText(/was lost/)).toBeNull();
});

test("decisions never push the list away: three at a time", async () => {
  await openWindow("demo", () => {
    fake.snapshot = { ...fake.snapshot, tokens: fake.snapshot.tokens.map((token) => ({ ...token, pending: { kind: "interrupted" } })) };
  });
  expect(screen.getAllByRole("button", { name: "Keep" })).toHaveLength(3);
  await click(screen.getAllByRole("button", { name: "Keep" })[0]!);
  expect(screen.getByText("The deletion of notebook-gpu was interrupted.")).toBeTruthy();
});

test("a copy that fails says why until it is dismissed", async () => {
  await openWindow("two");
  fake.failNext("copy_secret", { code: "clipboard" });
  await click(within(rowOf("ci-deploy")).getByRole("button", { name: "Copy the secret of ci-deploy" }));
  const said = banner("ci-deploy could not be copied.");
  expect(said.getByText(/The clipboard cannot be used here\./)).toBeTruthy();
  await click(said.getByRole("button", { name: "Dismiss" }));
  expect(screen.queryByText("ci-deploy could not be copied.")).toBeNull();
});

test("a long name is cut in a banner", async () => {
  await openWindow("demo", () => {
    const long = "n".repeat(200);
    fake.snapshot = { ...fake.snapshot, accounts: [demoAccount("dh-lab")], tokens: fake.snapshot.tokens.map((token) => (token.id === "r-2" ? { ...token, name: long, pending: { kind: "interrupted" } } : token)) };
  });
  expect(screen.getByText(/^The deletion of n{47}… was interrupted\.$/)).toBeTruthy();
});
