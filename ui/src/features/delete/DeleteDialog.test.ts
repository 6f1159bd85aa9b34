import { configure, fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import { fake } from "$lib/ipc/fake";
import { announcer, app, view } from "$lib/state";

import { callsOf, changeToken, click, expectAccessible, openerOf, openWindow, press, settle } from "../../../test/window";

// The live region repeats what stands on the page; asked for is what can be seen.
configure({ defaultIgnore: "script, style, [role=status]" });

const dialog = () => within(screen.getByRole("alertdialog"));
const button = (name: string) => dialog().getByRole("button", { name });

async function ask(id = "r-2") {
  await openWindow("demo");
  openerOf("ci-deploy").focus();
  view.open({ name: "delete", id });
  await settle();
}

test("it names the token and what follows, with the focus on CANCEL", async () => {
  await ask();
  expect(dialog().getByRole("heading", { name: "Delete Personal Access Token ci-deploy" })).toBeTruthy();
  expect(screen.getByRole("alertdialog").textContent).toContain("lose access to dh-lab at once. The server cannot bring it back.");
  expect(dialog().getByText("44 min ago")).toBeTruthy();
  expect(dialog().getByText("Its value leaves Secret Service too")).toBeTruthy();
  expect(dialog().getByText("You have 8 seconds to undo.")).toBeTruthy();
  expect(document.activeElement).toBe(button("Cancel"));
});

test("Cancel, Esc and the backdrop leave it alone and give the focus back", async () => {
  await ask();
  await click(button("Cancel"));
  expect(document.activeElement).toBe(openerOf("ci-deploy"));
  view.open({ name: "delete", id: "r-2" });
  await settle();
  await press("Escape");
  expect(screen.queryByRole("alertdialog")).toBeNull();
  expect(callsOf("delete_token")).toEqual([]);
});

test("a deletion is held and the focus returns to its row", async () => {
  await ask();
  await click(button("Delete"));
  expect(callsOf("delete_token")).toEqual([{ id: "r-2", atOnce: false }]);
  expect(screen.queryByRole("alertdialog")).toBeNull();
  expect(document.activeElement).toBe(openerOf("ci-deploy"));
  expect(announcer.text).toBe("Deleting ci-deploy in 8 s. Press u to undo");
});

test("a compromised token is revoked at once, without a time to undo", async () => {
  await ask();
  await click(dialog().getByLabelText(/Revoke at once/));
  expect(dialog().getByText("It is sent at once and cannot be undone.")).toBeTruthy();
  await click(button("Delete"));
  expect(callsOf("delete_token")).toEqual([{ id: "r-2", atOnce: true }]);
  expect(screen.queryByText("ci-deploy")).toBeNull();
  expect(announcer.text).toBe("ci-deploy was deleted");
});

test("a failure is said and keeps the question open", async () => {
  await ask();
  fake.failNext("delete_token", { code: "busy" });
  await click(button("Delete"));
  expect(dialog().getByRole("alert").textContent).toContain("Another window or command is changing this token");
  await click(button("Delete"));
  expect(screen.queryByRole("alertdialog")).toBeNull();
});

test("while it is sent nothing is sent twice and nothing closes", async () => {
  await ask();
  fake.hold("delete_token");
  await click(button("Delete"));
  await click(button("Delete"));
  await press("Escape");
  expect(callsOf("delete_token")).toHaveLength(1);
  expect(button("Delete").getAttribute("aria-busy")).toBe("true");
  fake.release("delete_token");
  await settle();
  expect(screen.queryByRole("alertdialog")).toBeNull();
});

describe("the token that the account may sign in with", () => {
  async function askForSignIn() {
    await ask("r-4");
    await changeToken("r-4", { maySignIn: true });
  }

  test("goes only when its name is typed", async () => {
    await askForSignIn();
    await click(button("Delete"));
    const field = dialog().getByLabelText("Type notebook-gpu to delete it");
    expect(dialog().getByText("This is not the name. Type notebook-gpu")).toBeTruthy();
    expect(document.activeElement).toBe(field);
    expect(callsOf("delete_token")).toEqual([]);
    await fireEvent.input(field, { target: { value: "notebook-gpu" } });
    await click(button("Delete"));
    expect(callsOf("delete_token")).toHaveLength(1);
  });

  test("is warned of", async () => {
    await askForSignIn();
    expect(dialog().getByText(/may be signing in with this very token/)).toBeTruthy();
    await expectAccessible();
  });
});

describe("a token that never expires", () => {
  async function askForNever(change: Parameters<typeof changeToken>[1] = {}) {
    await openWindow("zitadel");
    const token = app.tokens.find(({ name }) => name === "break-glass")!;
    view.open({ name: "delete", id: token.id });
    await settle();
    await changeToken(token.id, change);
    return token;
  }

  test("goes only when its name is typed, and is warned of", async () => {
    const { id } = await askForNever();
    expect(dialog().getByText(/It was made to last/)).toBeTruthy();
    await click(button("Delete"));
    expect(callsOf("delete_token")).toEqual([]);
    await fireEvent.input(dialog().getByLabelText("Type break-glass to delete it"), { target: { value: " break-glass " } });
    await click(button("Delete"));
    expect(callsOf("delete_token")).toEqual([{ id, atOnce: false }]);
  });

  test("is named by its whole id when it has no name", async () => {
    const serverId = "328145096420417";
    const { id } = await askForNever({ name: null, serverId });
    const field = dialog().getByLabelText("Type its id to delete it");
    expect(dialog().getByText(serverId)).toBeTruthy();
    await fireEvent.input(field, { target: { value: serverId.slice(0, 8) } });
    await click(button("Delete"));
    expect(dialog().getByText(`This is not the id. Type ${serverId}`)).toBeTruthy();
    expect(callsOf("delete_token")).toEqual([]);
    await fireEvent.input(field, { target: { value: serverId } });
    await click(button("Delete"));
    expect(callsOf("delete_token")).toEqual([{ id, atOnce: false }]);
  });
});

test("whose token it is, is said where several own some", async () => {
  await openWindow("zitadel");
  view.open({ name: "delete", id: app.tokens.find(({ name }) => name === "argo-image")!.id });
  await settle();
  expect(dialog().getByText("A token of ci-deploy").parentElement?.textContent).toContain("Platform");
});

describe("what lives on", () => {
  const livesOn = "Access tokens obtained with it live on until they end";

  test("is said where tokens are exchanged for others", async () => {
    await ask();
    expect(dialog().getByText(livesOn)).toBeTruthy();
  });

  test("is nothing where they are not", async () => {
    await openWindow("zitadel");
    view.open({ name: "delete", id: app.tokens.find(({ name }) => name === "argo-image")!.id });
    await settle();
    expect(screen.getByRole("alertdialog").textContent).toContain("lose access to prod at once");
    expect(dialog().queryByText(livesOn)).toBeNull();
  });
});

test.each(["expired", "refused"] as const)("nobody is said to lose anything by one that is %s", async (status) => {
  await ask();
  await changeToken("r-2", { status });
  expect(screen.getByRole("alertdialog").textContent).toContain("The server no longer accepts ci-deploy. Deleting it clears it from the list of dh-lab.");
});

describe("what is said about the secret", () => {
  test("of a token whose secret is elsewhere", async () => {
    await ask("r-4");
    expect(dialog().getByText("Its value is not on this machine")).toBeTruthy();
  });

  test("of one that the server no longer has", async () => {
    await ask();
    await changeToken("r-2", { custody: { state: "orphaned", store: "Secret Service" } });
    expect(screen.getByRole("alertdialog").textContent).toContain("Only its value is left on this machine.");
  });

  test("of one whose secret was never stored", async () => {
    await ask();
    await changeToken("r-2", { custody: { state: "lost", store: null } });
    expect(screen.getByRole("alertdialog").textContent).toContain("since its value was never stored");
  });
});

test("a token that is gone meanwhile closes the question", async () => {
  await ask();
  fake.change((snapshot) => ({ ...snapshot, tokens: snapshot.tokens.filter(({ id }) => id !== "r-2") }));
  await settle();
  expect(view.dialog).toBeNull();
});

test("it is accessible", async () => {
  await ask();
  await expectAccessible();
});
