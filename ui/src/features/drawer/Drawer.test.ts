import { screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import { DEMO_SECRET, fake } from "$lib/ipc/fake";
import { demoToken, troubleOf } from "$lib/ipc/fake-demo";
import { announcer, app, view } from "$lib/state";

import { callsOf, changeToken, click, drawer, expectAccessible, openerOf, openWindow, press, rowOf, settle } from "../../../test/window";

const open = async (name: string) => click(openerOf(name));
/** As if another program had deleted it. */
async function vanish(id: string) {
  fake.change((snapshot) => ({ ...snapshot, tokens: snapshot.tokens.filter((token) => token.id !== id) }));
  await settle();
}
const fact = (label: string) => drawer().getByText(label, { selector: "dt" }).nextElementSibling?.textContent?.replace(/\s+/g, " ").trim();

describe("opening and closing", () => {
  test("a row opens it anywhere, and the focus goes in", async () => {
    await openWindow();
    await click(within(rowOf("ci-deploy")).getByText("in 211 days"));
    expect(screen.getByRole("complementary", { name: "About ci-deploy" })).toBe(document.activeElement);
    expect(openerOf("ci-deploy").getAttribute("aria-expanded")).toBe("true");
  });

  test("a button in a row does not open it", async () => {
    await openWindow();
    await click(within(rowOf("ci-deploy")).getByRole("button", { name: "Copy the secret of ci-deploy" }));
    await click(within(rowOf("ci-deploy")).getByRole("button", { name: "Delete ci-deploy" }));
    expect(view.drawer).toBeNull();
  });

  test("a button that cannot be used now does not open it either", async () => {
    await openWindow();
    await click(within(rowOf("reports")).getByRole("button", { name: "Delete reports" }));
    expect(view.drawer).toBeNull();
    expect(view.dialog).toBeNull();
  });

  test("Esc closes it and gives the focus back to the row", async () => {
    await openWindow();
    await open("my-pat");
    await press("Escape");
    expect(screen.queryByRole("complementary")).toBeNull();
    expect(document.activeElement).toBe(openerOf("my-pat"));
  });

  test("its X does the same", async () => {
    await openWindow();
    await open("my-pat");
    await click(drawer().getByRole("button", { name: "Close" }));
    expect(document.activeElement).toBe(openerOf("my-pat"));
  });

  test("arrows go on to the next token, and the focus returns to the row of the last one", async () => {
    await openWindow();
    await open("plotter");
    await press("ArrowDown");
    await press("ArrowDown");
    expect(drawer().getByRole("heading", { name: "reports" })).toBeTruthy();
    await press("ArrowUp");
    expect(drawer().getByRole("heading", { name: "batch-import" })).toBeTruthy();
    await press("Escape");
    expect(document.activeElement).toBe(openerOf("batch-import"));
  });

  test("the list beside it falls to name, owner and expiry", async () => {
    await openWindow();
    await open("my-pat");
    expect(screen.getAllByRole("columnheader").map((cell) => cell.textContent)).toEqual(["Name", "Owner", "Expires at"]);
    expect(screen.getByText("9 tokens")).toBeTruthy();
  });

  const hold = { pending: { kind: "hold", until: "2026-11-22T09:42:08Z", ours: true } } as const;

  test("it closes when its token goes as was asked for here, and the focus goes to a neighbour", async () => {
    await openWindow();
    openerOf("plotter").focus();
    await open("plotter");
    await changeToken("h-2", hold);
    await changeToken("h-2", { pending: { kind: "deleting" } });
    fake.change((snapshot) => ({ ...snapshot, tokens: snapshot.tokens.filter((token) => token.id !== "h-2") }));
    await settle();
    expect(screen.queryByRole("complementary")).toBeNull();
    expect(document.activeElement).toBe(openerOf("batch-import"));
  });

  test("a token that vanishes after arrows, or a click beside its name, hands the focus on as well", async () => {
    await openWindow();
    await click(within(rowOf("plotter")).getByText("in 52 days"));
    await press("ArrowDown");
    await changeToken("h-3", hold);
    fake.change((snapshot) => ({ ...snapshot, tokens: snapshot.tokens.filter((token) => token.id !== "h-3") }));
    await settle();
    expect(document.activeElement).toBe(openerOf("reports"));
  });

  test("a token deleted elsewhere stays to say so, without anything to do with it", async () => {
    await openWindow();
    await open("plotter");
    drawer().getByRole("button", { name: "Copy" }).focus();
    await vanish("h-2");
    expect(drawer().getByText("This token was deleted elsewhere.")).toBeTruthy();
    expect(announcer.text).toBe("This token was deleted elsewhere.");
    expect(fact("Owner")).toContain("m.rossi");
    for (const name of [/^Copy$/, /Reveal/, /Prove/, /Delete/]) expect(drawer().queryByRole("button", { name })).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole("complementary"));
    await press("c");
    await press("Delete");
    expect(callsOf("copy_secret")).toEqual([]);
    expect(view.dialog).toBeNull();
    await expectAccessible();
  });

  test("from a token deleted elsewhere arrows go on where it was, and Esc closes", async () => {
    await openWindow();
    await open("plotter");
    await vanish("h-2");
    await press("ArrowDown");
    expect(drawer().getByRole("heading", { name: "batch-import" })).toBeTruthy();
    expect(drawer().queryByText("This token was deleted elsewhere.")).toBeNull();
    await open("reports");
    await vanish("h-4");
    await press("Escape");
    expect(screen.queryByRole("complementary")).toBeNull();
  });

  test("a deletion by another program that shows on the way is said all the same", async () => {
    await openWindow();
    await open("plotter");
    await changeToken("h-2", { pending: { kind: "deleting" } });
    await vanish("h-2");
    expect(drawer().getByText("This token was deleted elsewhere.")).toBeTruthy();
  });

  test("an account that is disconnected elsewhere takes the drawer with it", async () => {
    await openWindow();
    await open("plotter");
    fake.change((snapshot) => ({ ...snapshot, accounts: snapshot.accounts.slice(0, 1), tokens: snapshot.tokens.filter((token) => token.account !== "hub") }));
    await settle();
    expect(screen.queryByRole("complementary")).toBeNull();
  });

  test("it closes when another room is shown", async () => {
    await openWindow();
    await open("plotter");
    view.showTokens("dh-lab");
    await settle();
    expect(screen.queryByRole("complementary")).toBeNull();
  });
});

describe("the facts", () => {
  test("name owner, custody, scopes, dates, use and what the server adds", async () => {
    await openWindow();
    await open("ci-deploy");
    expect(drawer().getByText("Active")).toBeTruthy();
    expect(drawer().getByText("In Secret Service")).toBeTruthy();
    expect(fact("Owner")).toContain("dh-lab (dh.lab.example.org)");
    expect(fact("Custody")).toBe("Secret Service, login Held here and known to the server");
    expect(fact("Scopes")).toBe("credentials");
    expect(fact("Created")).toBe("Jun 21, 2026, 10:00 AM · 154 days ago");
    expect(fact("Expires")).toBe("Jun 21, 2027, 10:00 AM · in 211 days");
    expect(fact("Used here")).toBe("today, 9:58 AM · 44 min ago");
    expect(fact("Last proven")).toBe("Not yet Prove");
    expect(fact("Last used")).toBe("Not provided by DigitalHub");
    expect(fact("Id")).toBe("srv-r-2");
    expect(fact("IP address")).toBe("10.20.0.14");
    await expectAccessible();
  });

  test("say what is not known", async () => {
    await openWindow();
    await changeToken("r-3", { createdAt: null, expiresAt: null, serverId: null, scopes: [] });
    await open("my-pat");
    expect(fact("Created")).toBe("Not known");
    expect(fact("Expires")).toBe("No expiry stated");
    expect(fact("Used here")).toBe("Not used on this machine yet");
    expect(fact("Id")).toBe("Not known yet");
    expect(fact("Scopes")).toBe("None");
  });

  test("say in days when a token ends soon", async () => {
    await openWindow();
    await open("laptop_2026");
    expect(drawer().getByText("Expires in 6 days")).toBeTruthy();
  });

  test("a token whose secret is elsewhere has no copy, no reveal, and says where it is", async () => {
    await openWindow();
    await open("notebook-gpu");
    expect(drawer().queryByRole("button", { name: /^Copy$|Reveal|Prove/ })).toBeNull();
    expect(fact("Custody")).toBe("Not on this machine The server knows it; its secret is where it was created");
  });

  test("an unproven token names its candidates and leads to those that are listed", async () => {
    await openWindow("two", () => {
      fake.snapshot = { ...fake.snapshot, tokens: [...fake.snapshot.tokens, demoToken("h-5", "reports-b", null, ["openid"], { account: "hub", serverId: "srv-h-5", custody: { state: "elsewhere", store: null } })] };
    });
    await open("reports");
    expect(fact("Custody")).toContain("which of the server’s tokens it is, is not certain");
    expect(drawer().getByText("srv-h-6")).toBeTruthy();
    expect(drawer().getByRole("button", { name: "Delete" }).getAttribute("aria-disabled")).toBe("true");
    await expectAccessible();
    await click(drawer().getByRole("button", { name: "Show srv-h-5" }));
    expect(drawer().getByRole("heading", { name: "reports-b" })).toBeTruthy();
  });

  test("a lost token is revoked, a secret without a token removed", async () => {
    await openWindow();
    await open("batch-import");
    expect(drawer().getByRole("button", { name: "Revoke" })).toBeTruthy();
    expect(fact("Custody")).toContain("It was never stored");
    await changeToken("h-3", { custody: { state: "orphaned", store: "Secret Service" } });
    expect(fact("Custody")).toBe("Still in Secret Service The server no longer has this token");
    await click(drawer().getByRole("button", { name: "Remove the secret" }));
    expect(view.dialog).toEqual({ name: "delete", id: "h-3" });
  });

  test("a token that is being deleted says so and offers nothing", async () => {
    await openWindow();
    await open("my-pat");
    await changeToken("r-3", { pending: { kind: "hold", until: new Date(fake.now() + 8000).toISOString(), ours: true } });
    expect(drawer().getByText("Deleting…")).toBeTruthy();
    expect(drawer().queryByRole("button", { name: "Copy" })).toBeNull();
    expect(drawer().getByRole("button", { name: "Delete" }).getAttribute("aria-disabled")).toBe("true");
  });
});

describe("the secret", () => {
  test("is copied by button and by key without being shown", async () => {
    await openWindow();
    await open("my-pat");
    await click(drawer().getByRole("button", { name: "Copy" }));
    expect(drawer().getByText("Copied. Clears in 30 s")).toBeTruthy();
    await press("c");
    expect(callsOf("copy_secret")).toEqual([{ id: "r-3" }, { id: "r-3" }]);
    expect(callsOf("reveal_secret")).toEqual([]);
    await click(drawer().getByRole("button", { name: "Clear now" }));
    expect(drawer().getByText("Clipboard cleared")).toBeTruthy();
  });

  test("is shown on Reveal alone, and gone with the drawer", async () => {
    await openWindow();
    await open("my-pat");
    expect(document.body.innerHTML).not.toContain(DEMO_SECRET);
    await click(drawer().getByRole("button", { name: "Reveal" }));
    expect(callsOf("reveal_secret")).toEqual([{ id: "r-3" }]);
    expect(document.body.innerHTML).toContain(DEMO_SECRET);
    await press("Escape");
    expect(document.body.innerHTML).not.toContain(DEMO_SECRET);
  });

  test("is gone when the next token comes into the drawer, which stays masked", async () => {
    await openWindow();
    await open("ci-deploy");
    await click(drawer().getByRole("button", { name: "Reveal" }));
    drawer().getByRole("heading", { name: "ci-deploy" }).closest<HTMLElement>("aside")!.focus();
    await press("ArrowDown");
    expect(drawer().getByRole("heading", { name: "my-pat" })).toBeTruthy();
    expect(document.body.innerHTML).not.toContain(DEMO_SECRET);
    expect(callsOf("reveal_secret")).toEqual([{ id: "r-2" }]);
  });

  test("hidden again, the focus is on Reveal", async () => {
    await openWindow();
    await open("my-pat");
    await click(drawer().getByRole("button", { name: "Reveal" }));
    await click(drawer().getByRole("button", { name: "Hide" }));
    expect(document.body.innerHTML).not.toContain(DEMO_SECRET);
    expect(document.activeElement).toBe(drawer().getByRole("button", { name: "Reveal" }));
  });

  test("waits for a locked store, and says so", async () => {
    await openWindow("locked");
    await open("my-pat");
    for (const name of ["Copy", "Reveal"]) {
      const button = drawer().getByRole("button", { name });
      expect(button.title).toBe("Secret Service is locked. Unlock it first");
      await click(button);
    }
    expect(callsOf("copy_secret")).toEqual([]);
    expect(callsOf("reveal_secret")).toEqual([]);
  });

  test("a copy that fails is said in the drawer and not a second time above the list", async () => {
    await openWindow();
    await open("my-pat");
    fake.failNext("copy_secret", troubleOf("clipboard"));
    await click(drawer().getByRole("button", { name: "Copy" }));
    expect(drawer().getByText(/The clipboard cannot be used here\./)).toBeTruthy();
    expect(screen.queryByText("my-pat could not be copied.")).toBeNull();
  });
});

test("it speaks Italian at once", async () => {
  await openWindow();
  await open("my-pat");
  await app.saveSettings({ language: "it" });
  await settle();
  expect(fact("Titolare")).toContain("admin");
  expect(fact("Usato qui")).toBe("Mai usato su questo computer");
});
