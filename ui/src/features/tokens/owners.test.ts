import { screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import { fake } from "$lib/ipc/fake";
import { view } from "$lib/state";

import { click, expectAccessible, openWindow, rowNames, rowOf, settle } from "../../../test/window";

const headings = () => screen.getAllByRole("columnheader").map((cell) => cell.textContent?.trim());
const CI_DEPLOY = "311000000000000002";

async function show(account: string, owner?: string) {
  view.showTokens(account, owner);
  await settle();
}

describe("the tokens of an account with service users", () => {
  test("are listed with their owners under the account's head", async () => {
    await openWindow("home");
    await show("prod");
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("prod");
    expect(screen.getByText("ZITADEL · id.example.com · signed in as iam-admin")).toBeTruthy();
    expect(headings()).toEqual(["Name", "Owner", "Expires at", "Scopes", "Custody", "Actions"]);
    expect(rowNames()).toHaveLength(24);
    await expectAccessible();
  });

  test("narrow to one owner, who is named with his organization", async () => {
    await openWindow("home");
    await show("prod", CI_DEPLOY);
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("ci-deploy");
    expect(screen.getByText("ZITADEL · Platform · prod (id.example.com)")).toBeTruthy();
    expect(rowNames()).toEqual(["github-actions", "argo-image", "preview-apps", "cache-warmer", "canary", "argo-sync"]);
  });

  test("can be created for the owner that is looked at", async () => {
    await openWindow("home");
    await show("prod", CI_DEPLOY);
    await click(screen.getByRole("button", { name: "Create" }));
    expect(view.dialog).toEqual({ name: "create", account: "prod", owner: CI_DEPLOY });
  });

  test("of an owner without any say so", async () => {
    await openWindow("home");
    await show("prod", "311000000000000007");
    expect(screen.getByText("mail-relay has no token that is known here.")).toBeTruthy();
  });

  test("of an owner who is gone lead back to the account", async () => {
    await openWindow("home");
    await show("prod", CI_DEPLOY);
    fake.change((snapshot) => ({ ...snapshot, owners: snapshot.owners.filter(({ id }) => id !== CI_DEPLOY), tokens: snapshot.tokens.filter((token) => token.owner.id !== CI_DEPLOY) }));
    await settle();
    expect(view.room).toEqual({ name: "tokens", account: "prod" });
  });

  test("say what befell the owner", async () => {
    await openWindow("rare");
    await show("prod", "311000000000000001");
    const badge = screen.getByRole("heading", { level: 1 }).closest("header")!;
    expect(within(badge).getByText("Deactivated")).toBeTruthy();
  });
});

test("the token an account signs in with is marked", async () => {
  await openWindow("rare");
  expect(within(rowOf("patwarden")).getByText("Signs in prod").closest<HTMLElement>(".badge")?.title).toContain("uses this token to sign in");
  expect(within(rowOf("github-actions")).queryByText(/Signs in/)).toBeNull();
});

test("two owners of one name are told apart by their organization", async () => {
  await openWindow("home", () => {
    const twin = { id: "9", name: "ci-deploy", organizationId: "8", organizationName: "Delivery", account: "prod", state: "active", isSubject: false } as const;
    fake.snapshot = {
      ...fake.snapshot,
      owners: [...fake.snapshot.owners, twin],
      tokens: fake.snapshot.tokens.map((token) => (token.name === "tag-release" ? { ...token, owner: { id: "9", name: "ci-deploy", organizationId: "8" }, organizationName: "Delivery" } : token)),
    };
  });
  expect(rowOf("tag-release").textContent).toContain("Delivery · prod");
  expect(rowOf("github-actions").textContent).toContain("Platform · prod");
  expect(rowOf("nightly-restore").textContent).not.toContain("Platform");
  const owners = within(screen.getByRole("navigation")).getAllByRole("button", { name: /^ci-deploy/ });
  expect(owners.map((owner) => owner.textContent?.replace(/\s+/g, " ").trim())).toEqual(["ci-deployDelivery 1", "ci-deployPlatform 6"]);
});

test.each([
  ["organization", "delivery terraform", 6],
  ["owner's id", CI_DEPLOY, 6],
  ["token's id", "328145096417", 1],
  ["account", "staging", 17],
])("the search finds a token by its %s", async (_, text, found) => {
  await openWindow("home");
  view.search = text;
  await settle();
  expect(rowNames()).toHaveLength(found);
});

describe("a sign-in that can be renewed at the server", () => {
  test("names the page in the banner", async () => {
    await openWindow("renewal");
    const banner = within(screen.getByText("prod needs attention.").closest<HTMLElement>(".banner")!);
    expect(banner.getByText("Make a new one at")).toBeTruthy();
    expect(banner.getByText("https://id.example.com/ui/console/users/311000000000000006?id=pat")).toBeTruthy();
  });
});
