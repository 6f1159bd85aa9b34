import { fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import { fake } from "$lib/ipc/fake";
import { demoAccount, demoToken } from "$lib/ipc/fake-demo";
import { app, view } from "$lib/state";

import { changeToken, click, expectAccessible, openWindow, press, rowNames, rowOf, settle } from "../../../test/window";
import { setNarrow } from "../../../test/dom";

const headings = () => screen.getAllByRole("columnheader").map((cell) => cell.textContent?.trim());

async function openAccount(alias: string) {
  view.showTokens(alias);
  await settle();
}

describe("the list of all accounts", () => {
  test("has every token in the shell's order with owner and custody", async () => {
    await openWindow();
    expect(headings()).toEqual(["Name", "Owner", "Expires at", "Scopes", "Custody", "Actions"]);
    expect(rowNames()).toEqual(["laptop_2026", "night-sync", "plotter", "batch-import", "reports", "ci-deploy", "my-pat", "notebook-gpu", "workshop-trento"]);
    expect(rowOf("plotter").textContent).toContain("m.rossi");
    expect(rowOf("plotter").textContent).toContain("Secret Service");
    expect(screen.getByText("9 tokens, soonest expiry first; expired ones last")).toBeTruthy();
  });

  test("says how long a token still lives, and warns by badge when that is short", async () => {
    await openWindow();
    expect(within(rowOf("laptop_2026")).getByText("In 6 days")).toBeTruthy();
    expect(within(rowOf("plotter")).getByText("in 52 days")).toBeTruthy();
    expect(within(rowOf("workshop-trento")).getByText("Expired")).toBeTruthy();
  });

  test("counts the scopes that have no room", async () => {
    await openWindow();
    expect(within(rowOf("my-pat")).getByText("+2").getAttribute("title")).toBe("credentials, openid, profile");
    expect(within(rowOf("laptop_2026")).getByText("profile")).toBeTruthy();
  });

  test("leaves scopes out and puts Delete into a menu in a narrow window", async () => {
    await openWindow();
    setNarrow(true);
    await settle();
    expect(headings()).toEqual(["Name", "Owner", "Expires at", "Custody", "Actions"]);
    expect(within(rowOf("plotter")).queryByRole("button", { name: "Delete plotter" })).toBeNull();
    await click(within(rowOf("plotter")).getByRole("button", { name: "More for plotter" }));
    await click(screen.getByRole("menuitem", { name: "Delete" }));
    expect(view.dialog).toEqual({ name: "delete", id: "h-2" });
  });

  test("wears the sandbox's badge beside each account", async () => {
    await openWindow("sandbox");
    expect(within(rowOf("plotter")).getByText("Sandbox")).toBeTruthy();
  });

  test("is accessible", async () => {
    await openWindow();
    await expectAccessible();
  });
});

describe("the table of one account", () => {
  test("has the console's columns and only the account's tokens", async () => {
    await openWindow();
    await openAccount("dh-lab");
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("dh-lab");
    expect(screen.getByText("DigitalHub · dh.lab.example.org · signed in as admin")).toBeTruthy();
    expect(headings()).toEqual(["Name", "Expires at", "Scopes", "Actions"]);
    expect(rowNames()).toEqual(["laptop_2026", "ci-deploy", "my-pat", "notebook-gpu", "workshop-trento"]);
    expect(rowOf("notebook-gpu").textContent).toContain("10/2/2027, 4:46:07 PM");
  });

  test("offers copying only where the secret is held, and says where it is not", async () => {
    await openWindow();
    await openAccount("dh-lab");
    expect(within(rowOf("ci-deploy")).getByRole("button", { name: "Copy the secret of ci-deploy" })).toBeTruthy();
    expect(within(rowOf("notebook-gpu")).queryByRole("button", { name: /Copy/ })).toBeNull();
    expect(within(rowOf("notebook-gpu")).getByText("Not on this machine")).toBeTruthy();
  });

  test("says what is out of the ordinary about an account", async () => {
    await openWindow("two", () => {
      fake.snapshot = { ...fake.snapshot, accounts: [demoAccount("dh-lab", { plainHttp: true, sessionOnly: true, clockSkewSeconds: -130 })] };
    });
    await openAccount("dh-lab");
    for (const badge of ["Not encrypted", "This session only", "Clock differs by 2 min", "Online"]) expect(screen.getByText(badge)).toBeTruthy();
  });

  test("asks its server alone from its menu", async () => {
    await openWindow();
    await openAccount("hub");
    fake.calls = [];
    await click(screen.getByRole("button", { name: "Actions of hub" }));
    await click(screen.getByRole("menuitem", { name: "Ask the server now" }));
    expect(fake.calls).toContainEqual({ command: "refresh", args: { alias: "hub" } });
  });

  test("is accessible", async () => {
    await openWindow();
    await openAccount("hub");
    await expectAccessible();
  });
});

describe("the states of a token", () => {
  test.each([
    ["gone from the server", { custody: { state: "orphaned", store: "Secret Service" } } as const, "Gone from the server"],
    ["lost", { custody: { state: "lost", store: null } } as const, "Secret lost"],
    ["unproven", { identity: "unproven" } as const, "Unproven"],
    ["refused", { status: "refused" } as const, "Rejected by the server"],
    ["revoked", { status: "revoked" } as const, "Revoked"],
    ["interrupted", { pending: { kind: "interrupted" } } as const, "Deletion interrupted"],
    ["waiting for the store", { pending: { kind: "secretWaits" } } as const, "Revoked, secret waits"],
    ["without an end", { expiresAt: null } as const, "No expiry stated"],
    ["made without an end", { expiresAt: null, neverExpires: true } as const, "Never expires"],
    ["of a deactivated owner", { ownerState: "deactivated" } as const, "Deactivated"],
    ["of a locked owner", { ownerState: "locked" } as const, "Locked"],
    ["of a removed owner", { ownerState: "removed" } as const, "Owner removed"],
    ["of an owner who may not be seen", { ownerState: "hidden" } as const, "May no longer be looked at"],
  ])("a token that is %s says so in both tables", async (_, change, said) => {
    await openWindow();
    await changeToken("r-2", change);
    expect(within(rowOf("ci-deploy")).getByText(said)).toBeTruthy();
    await openAccount("dh-lab");
    expect(within(rowOf("ci-deploy")).getByText(said)).toBeTruthy();
  });

  test.each([["hold"], ["deleting"]] as const)("a token in %s is struck through, and cannot be copied or deleted again", async (kind) => {
    await openWindow();
    const until = new Date(fake.now() + 8000).toISOString();
    await changeToken("r-2", { pending: kind === "hold" ? { kind, until, ours: true } : { kind } });
    const row = rowOf("ci-deploy");
    expect(row.classList.contains("going")).toBe(true);
    expect(within(row).getByText("Deleting…")).toBeTruthy();
    expect(within(row).queryByRole("button", { name: /^Copy/ })).toBeNull();
    await click(within(row).getByRole("button", { name: "Delete ci-deploy" }));
    expect(view.dialog).toBeNull();
  });

  test("a token whose server is away keeps its date and says since when it is unknown", async () => {
    await openWindow("offline");
    expect(rowOf("my-pat").textContent).toContain("Jul 21, 2027");
    expect(within(rowOf("my-pat")).getByText("Unknown since 10:24 AM")).toBeTruthy();
    expect(within(rowOf("laptop_2026")).getByText("In 6 days")).toBeTruthy();
  });

  test("a token of an account that is away is copied but not deleted", async () => {
    await openWindow("offline");
    const remove = within(rowOf("ci-deploy")).getByRole("button", { name: "Delete ci-deploy" });
    expect(remove.getAttribute("aria-disabled")).toBe("true");
    expect(remove.title).toBe("dh-lab is not reachable. Changes wait");
    await click(within(rowOf("ci-deploy")).getByRole("button", { name: "Copy the secret of ci-deploy" }));
    expect(fake.calls.some(({ command }) => command === "copy_secret")).toBe(true);
  });

  test("a token without a name is called by its id", async () => {
    await openWindow();
    await changeToken("r-2", { name: null, serverId: "0a1b2c3d-4e5f" });
    expect(rowNames()).toContain("…c3d-4e5f");
  });
});

describe("when there is nothing to list", () => {
  test("rows wait as skeletons until the first list is there", async () => {
    await openWindow("loading");
    expect(screen.getByRole("table").getAttribute("aria-busy")).toBe("true");
    expect(screen.getByText("Reading tokens")).toBeTruthy();
    expect(rowNames()).toEqual([]);
    fake.release("snapshot");
    await settle();
    expect(rowNames()).toHaveLength(9);
    expect(screen.getByRole("table").getAttribute("aria-busy")).toBe("false");
  });

  test("an account without tokens teaches what they are for and offers to create one", async () => {
    await openWindow("empty");
    await openAccount("dh-lab");
    expect(screen.getByRole("heading", { name: "No tokens yet" })).toBeTruthy();
    await click(screen.getByRole("button", { name: "Create" }));
    expect(view.dialog).toEqual({ name: "create", account: "dh-lab" });
    view.closeDialog();
    await settle();
    await expectAccessible();
  });

  test("an account that never answered is not said to be empty", async () => {
    await openWindow("empty", () => {
      const accounts = [demoAccount("dh-lab", { state: "offline", refreshedAt: null })];
      fake.snapshot = { ...fake.snapshot, accounts };
    });
    expect(screen.queryByText("No tokens yet")).toBeNull();
    expect(screen.getByText("Its tokens have not been read yet")).toBeTruthy();
  });

  test("a search that finds nothing says so and can be cleared", async () => {
    await openWindow();
    view.search = "zzz";
    await settle();
    expect(screen.getByText("No token matches")).toBeTruthy();
    await click(screen.getByRole("button", { name: "Clear search", description: "" }));
    expect(view.search).toBe("");
    expect(rowNames()).toHaveLength(9);
  });
});

describe("creating", () => {
  test("goes to the only account at once", async () => {
    await openWindow("demo");
    await click(screen.getByRole("button", { name: "Create" }));
    expect(view.dialog).toEqual({ name: "create", account: "dh-lab" });
  });

  test("asks for the account where several are shown", async () => {
    await openWindow("offline");
    await click(screen.getByRole("button", { name: "Create" }));
    const away = screen.getByRole("menuitem", { name: "dh-lab" });
    expect(away.getAttribute("aria-disabled")).toBe("true");
    await click(screen.getByRole("menuitem", { name: "hub" }));
    expect(view.dialog).toEqual({ name: "create", account: "hub" });
  });

  test("waits for an account that is away, and says so", async () => {
    await openWindow("offline");
    await openAccount("dh-lab");
    const create = screen.getByRole("button", { name: "Create" });
    expect(create.title).toBe("dh-lab is not reachable. Creating waits");
    await click(create);
    expect(view.dialog).toBeNull();
  });
});

test("the list speaks Italian at once", async () => {
  await openWindow();
  await app.saveSettings({ language: "it" });
  await settle();
  expect(headings()).toEqual(["Nome", "Titolare", "Scade il", "Scope", "Custodia", "Azioni"]);
  expect(within(rowOf("laptop_2026")).getByText("Tra 6 giorni")).toBeTruthy();
});

describe("five hundred tokens", () => {
  const scroller = () => screen.getByRole("table").parentElement as HTMLElement;

  test("are counted, and those in sight are drawn wherever the list is scrolled to", async () => {
    await openWindow("many");
    expect(screen.getByText("500 tokens, soonest expiry first; expired ones last")).toBeTruthy();
    expect(screen.getByRole("table").getAttribute("aria-rowcount")).toBe("501");
    expect(rowNames()[0]).toBe("batch-0");
    expect(rowNames().length).toBeLessThan(60);
    scroller().scrollTop = 300 * 44;
    await fireEvent.scroll(scroller());
    await settle();
    expect(rowNames()).toContain("batch-300");
    expect(rowOf("batch-300").getAttribute("aria-rowindex")).toBe("302");
    expect(rowNames()).not.toContain("batch-0");
    await expectAccessible();
  });

  test("are all found by the search, which draws only what matches", async () => {
    await openWindow("many");
    view.search = "batch-49";
    await settle();
    expect(rowNames()).toEqual(["batch-49", ...Array.from({ length: 10 }, (_, index) => `batch-${490 + index}`)]);
    expect(screen.getByText("11 of 500 tokens")).toBeTruthy();
  });

  test("are reached by the arrows beyond what is drawn", async () => {
    await openWindow("many");
    await press("ArrowUp");
    expect(document.activeElement?.textContent).toBe("batch-499");
    await press("ArrowUp");
    expect(document.activeElement?.textContent).toBe("batch-498");
  });
});

test("a token that appears elsewhere appears here", async () => {
  await openWindow();
  fake.change((snapshot) => ({ ...snapshot, tokens: [demoToken("x-1", "from-patw", null, ["openid"]), ...snapshot.tokens] }));
  await settle();
  expect(rowNames()[0]).toBe("from-patw");
});
