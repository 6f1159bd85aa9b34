import { configure, fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import { setLanguage } from "$lib/i18n";
import { fake } from "$lib/ipc/fake";
import { announcer, app, view } from "$lib/state";

import { callsOf, click, expectAccessible, openWindow, press, settle } from "../../../test/window";
import type { Scenario } from "$lib/ipc/fake-demo";

// The live region repeats what stands on the page; asked for is what can be seen.
configure({ defaultIgnore: "script, style, [role=status]" });

const dialog = () => within(screen.getByRole("dialog"));
const nameField = () => dialog().getByLabelText<HTMLInputElement>("Name *");
const scopesField = () => dialog().getByRole("combobox", { name: "Scopes *" });
const save = () => click(dialog().getByRole("button", { name: "Save" }));

async function openCreate(scenario: Scenario = "demo") {
  await openWindow(scenario);
  view.showTokens("dh-lab");
  await settle();
  await click(screen.getAllByRole("button", { name: "Create" })[0]!);
}

async function type(text: string) {
  await fireEvent.input(nameField(), { target: { value: text } });
  await settle();
}

async function choose(...scopes: string[]) {
  await click(scopesField());
  for (const scope of scopes) await click(dialog().getByRole("option", { name: new RegExp(`^${scope}`) }));
  await press("Escape");
}

async function leaveName() {
  await fireEvent.blur(nameField());
  await settle();
}

describe("what is entered", () => {
  test("the focus lands in the name", async () => {
    await openCreate();
    expect(document.activeElement).toBe(nameField());
  });

  test("nothing is held against a form that nobody has touched", async () => {
    await openCreate();
    await leaveName();
    expect(dialog().queryByText(/Give the token|Choose at least/)).toBeNull();
  });

  test("a name is looked at when it is left", async () => {
    await openCreate();
    await type("bad name!");
    expect(dialog().queryByText(/not allowed/)).toBeNull();
    await leaveName();
    expect(dialog().getByText("A space and “!” are not allowed: use letters, digits and . _ + -")).toBeTruthy();
    expect(nameField().getAttribute("aria-invalid")).toBe("true");
  });

  test("SAVE is never disabled: it shows everything that is wrong, focuses the first and counts", async () => {
    await openCreate();
    scopesField().focus();
    await save();
    expect(dialog().getByText("Give the token a name")).toBeTruthy();
    expect(dialog().getByText("Choose at least one scope. With none, DigitalHub would set all three.")).toBeTruthy();
    expect(dialog().getByText("2 fields need attention")).toBeTruthy();
    expect(document.activeElement).toBe(nameField());
    expect(callsOf("create_token")).toEqual([]);
  });

  test("the count follows what is corrected, and the scopes are focused when only they are wrong", async () => {
    await openCreate();
    await save();
    await type("etl-nightly");
    expect(dialog().getByText("1 field needs attention")).toBeTruthy();
    await save();
    expect(document.activeElement).toBe(scopesField());
    await choose("openid");
    expect(dialog().queryByText(/need.? attention/)).toBeNull();
  });

  test("a name that is taken is warned of and still accepted", async () => {
    await openCreate();
    await type("ci-deploy");
    expect(dialog().getByText(/already has a token called ci-deploy/)).toBeTruthy();
    await choose("openid");
    await save();
    expect(callsOf("create_token")).toHaveLength(1);
  });

  test("what the server decides is stated as a fact", async () => {
    await openCreate();
    expect(dialog().getByText("Monday, November 22, 2027", { exact: false }).textContent).toContain("in 365 days, set by DigitalHub");
    expect(dialog().getByText("on dh-lab")).toBeTruthy();
    expect(dialog().queryByRole("textbox", { name: /Expires/ })).toBeNull();
  });
});

describe("scopes", () => {
  test("arrows move, Space toggles, Esc closes the list only", async () => {
    await openCreate();
    scopesField().focus();
    await press("ArrowDown");
    expect(dialog().getAllByRole("option").map((option) => option.querySelector(".name")?.textContent)).toEqual(["openid", "profile", "credentials"]);
    await press("ArrowDown");
    await press(" ");
    await press("ArrowUp");
    await press("ArrowUp");
    await press(" ");
    expect(scopesField().textContent?.trim()).toBe("profile, credentials");
    await press("Escape");
    expect(dialog().queryByRole("listbox")).toBeNull();
    expect(screen.getByRole("dialog")).toBeTruthy();
    expect(document.activeElement).toBe(scopesField());
  });

  test("Backspace takes the last chip away, the x any", async () => {
    await openCreate();
    await choose("openid", "profile", "credentials");
    await press("Backspace");
    expect(scopesField().textContent?.trim()).toBe("openid, profile");
    await click(dialog().getByRole("button", { name: "Remove openid" }));
    expect(scopesField().textContent?.trim()).toBe("profile");
    expect(document.activeElement).toBe(scopesField());
  });

  test("a list that is left without a choice says that one is needed", async () => {
    await openCreate();
    await choose();
    expect(dialog().getByText(/Choose at least one scope/)).toBeTruthy();
  });

  test("the sensitive one is marked and warned of", async () => {
    await openCreate();
    await click(scopesField());
    expect(within(dialog().getByRole("option", { name: /^credentials/ })).getByText("Sensitive")).toBeTruthy();
    await press("Escape");
    await choose("credentials");
    expect(dialog().getByText(/Hand such a token over with care/)).toBeTruthy();
  });

  test("no sentence claims that a scope limits the token", async () => {
    await openCreate();
    expect(dialog().getByText("Recorded with the token. Whatever its scopes, it can do all that admin can on dh-lab.")).toBeTruthy();
  });
});

describe("saving", () => {
  async function fill() {
    await openCreate();
    await type("etl-nightly");
    await choose("profile", "openid");
  }

  test("sends name and scopes, and shows the second page with the focus on COPY", async () => {
    await fill();
    await save();
    expect(callsOf("create_token")).toEqual([{ request: { account: "dh-lab", name: "etl-nightly", scopes: ["profile", "openid"], owner: null, expires: null, withoutStore: false } }]);
    expect(dialog().getByRole("heading", { name: "Personal Access Token" })).toBeTruthy();
    expect(dialog().getByText("Saved in Secret Service.")).toBeTruthy();
    expect(document.activeElement).toBe(dialog().getByRole("button", { name: "Copy" }));
    expect(announcer.text).toContain("Saved in Secret Service.");
  });

  test("turns a ring in SAVE, keeps the fields from changing, and lets X and Esc wait", async () => {
    await fill();
    fake.hold("create_token");
    await save();
    const button = dialog().getByRole("button", { name: "Save" });
    expect(button.getAttribute("aria-busy")).toBe("true");
    expect(nameField().readOnly).toBe(true);
    expect(dialog().queryByRole("button", { name: "Remove openid" })).toBeNull();
    await click(button);
    await click(dialog().getByRole("button", { name: "Close" }));
    await press("Escape");
    expect(view.dialog?.name).toBe("create");
    fake.release("create_token");
    await settle();
    expect(callsOf("create_token")).toHaveLength(1);
    expect(dialog().getByText("Saved in Secret Service.")).toBeTruthy();
  });

  test("a failure keeps the form and says its cause above the fields", async () => {
    await fill();
    fake.failNext("create_token", { code: "serverFailed" });
    await save();
    const cause = dialog().getByRole("alert");
    expect(cause.textContent).toContain("The server failed");
    expect(cause.compareDocumentPosition(nameField()) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
    expect(nameField().value).toBe("etl-nightly");
    expect(scopesField().textContent?.trim()).toBe("profile, openid");
    await save();
    expect(dialog().getByText("Saved in Secret Service.")).toBeTruthy();
  });

  test("a value that the shell refuses is blamed on its field until it changes", async () => {
    await fill();
    fake.failNext("create_token", { code: "invalid", field: "name", message: "this name is reserved" });
    await save();
    expect(dialog().getByText("This name is reserved.")).toBeTruthy();
    expect(document.activeElement).toBe(nameField());
    await type("etl-daily");
    expect(dialog().queryByText("This name is reserved.")).toBeNull();
  });

  test("a refusal about something that this form does not ask stands above the fields", async () => {
    await fill();
    fake.failNext("create_token", { code: "ownerUnknown", field: "owner", message: "nobody there" });
    await save();
    expect(dialog().getByRole("alert")).toBeTruthy();
    await save();
    expect(dialog().getByText("Saved in Secret Service.")).toBeTruthy();
  });

  test("a store that refuses the new value leads to the four ways", async () => {
    await fill();
    fake.storeRefuses = true;
    await save();
    expect(view.dialog).toEqual({ name: "unsaved", blocksClose: false });
    expect(screen.getByRole("alertdialog").textContent).toContain("Secret Service refused to save this token.");
  });
});

describe("closing", () => {
  test("Esc and the backdrop close a form that nobody has touched, and the focus returns", async () => {
    await openCreate();
    await press("Escape");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(document.activeElement?.textContent).toContain("Create");
    await click(document.activeElement!);
    await clickBackdrop();
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("what was entered is asked about once", async () => {
    await openCreate();
    await type("etl");
    await press("Escape");
    const question = within(screen.getByRole("alertdialog"));
    expect(document.activeElement).toBe(question.getByRole("button", { name: "Keep editing" }));
    await press("Escape");
    expect(screen.queryByRole("alertdialog")).toBeNull();
    expect(nameField().value).toBe("etl");
    await clickBackdrop();
    await click(screen.getByRole("button", { name: "Discard" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(view.dialog).toBeNull();
  });

  test("on the second page the backdrop does nothing, Esc closes", async () => {
    await openCreate();
    await type("etl-nightly");
    await choose("openid");
    await save();
    await clickBackdrop();
    expect(dialog().getByText("Saved in Secret Service.")).toBeTruthy();
    await press("Escape");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.getByText("etl-nightly")).toBeTruthy();
  });

  async function clickBackdrop() {
    const element = screen.getByRole("dialog");
    await fireEvent.mouseDown(element);
    await fireEvent.click(element);
    await settle();
  }
});

describe("without a usable store", () => {
  test("it says so first and creates only after the tick", async () => {
    await openCreate("locked");
    expect(dialog().getByText("Secret Service is locked.")).toBeTruthy();
    await type("etl-nightly");
    await choose("openid");
    await save();
    expect(callsOf("create_token")).toEqual([]);
    expect(dialog().getByText("Make Secret Service usable, or agree to copy the value yourself")).toBeTruthy();
    expect(document.activeElement).toBe(dialog().getByLabelText("I will copy it myself"));
    await click(dialog().getByLabelText("I will copy it myself"));
    await save();
    expect(callsOf("create_token")[0]?.request).toMatchObject({ withoutStore: true });
    expect(screen.getByRole("alertdialog").textContent).toContain("This token is not saved anywhere.");
  });

  test("unlocking takes the question away and saves as always", async () => {
    await openCreate("locked");
    await click(dialog().getByRole("button", { name: "Unlock" }));
    expect(dialog().queryByLabelText("I will copy it myself")).toBeNull();
    await type("etl-nightly");
    await choose("openid");
    await save();
    expect(callsOf("create_token")[0]?.request).toMatchObject({ withoutStore: false });
  });

  test("a store that stops the create brings the question, and looking again takes it away", async () => {
    await openCreate();
    await type("etl-nightly");
    await choose("openid");
    fake.failNext("create_token", { code: "keychainTimedOut" });
    await save();
    expect(dialog().getByText("Secret Service cannot be used now.")).toBeTruthy();
    expect(dialog().getByText(/did not answer in time/)).toBeTruthy();
    await click(dialog().getByRole("button", { name: "Check again" }));
    expect(dialog().queryByLabelText("I will copy it myself")).toBeNull();
  });
});

test("an account that is disconnected meanwhile closes the form", async () => {
  await openCreate("two");
  fake.change((snapshot) => ({ ...snapshot, accounts: snapshot.accounts.filter(({ alias }) => alias !== "dh-lab") }));
  await settle();
  expect(view.dialog).toBeNull();
  expect(app.accounts).toHaveLength(1);
});

test("it speaks Italian", async () => {
  await openCreate();
  setLanguage("it", "it-IT");
  await settle();
  expect(dialog().getByText("tra 365 giorni, deciso da DigitalHub", { exact: false })).toBeTruthy();
  await click(dialog().getByRole("button", { name: "Salva" }));
  expect(dialog().getByText("2 campi da correggere")).toBeTruthy();
});

test("the form, its list, its errors and its second page are accessible", async () => {
  await openCreate();
  await expectAccessible();
  await save();
  await click(scopesField());
  await expectAccessible();
  await press("Escape");
  await choose("credentials");
  await type("etl-nightly");
  await expectAccessible();
  await save();
  await expectAccessible();
});
