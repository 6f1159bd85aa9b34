import { describe, expect, test } from "vitest";

import { fake } from "$lib/ipc/fake";
import { clock } from "$lib/state";

import { callsOf, click, press, settle } from "../../../test/window";
import { dialog, input, nameField, openCreate, ownerField, save } from "./testDialog";

describe("when it ends", () => {
  const radio = (name: string | RegExp) => dialog().getByRole<HTMLInputElement>("radio", { name });
  const day = () => dialog().getByRole<HTMLInputElement>("textbox", { name: "Day" });
  const sent = () => (callsOf("create_token")[0]?.request as { expires: unknown }).expires;

  async function fill() {
    await openCreate("zitadel", "ci-deploy");
    await input(nameField(), "etl-nightly");
  }

  test("is 90 days from now unless something else is chosen, and what is shown is sent", async () => {
    await fill();
    expect(radio("90 days").checked).toBe(true);
    expect(dialog().getByText("Saturday, February 20, 2027, 11:59 PM")).toBeTruthy();
    expect(dialog().getByText(/· in 90 days/).textContent).toContain(new Intl.DateTimeFormat().resolvedOptions().timeZone);
    await save();
    expect(sent()).toEqual({ kind: "at", at: new Date(2027, 1, 20, 23, 59).toISOString() });
    expect(dialog().getByText("90 days", { exact: false }).textContent).toContain("Saturday, February 20, 2027, 11:59 PM");
  });

  test("follows the choice at once", async () => {
    await fill();
    await click(radio("7 days"));
    expect(dialog().getByText("Sunday, November 29, 2026, 11:59 PM")).toBeTruthy();
    await save();
    expect(sent()).toEqual({ kind: "at", at: new Date(2026, 10, 29, 23, 59).toISOString() });
  });

  test("may be a day of one's own, which begins with the one shown", async () => {
    await fill();
    await click(radio("30 days"));
    await click(radio("Custom…"));
    expect(day().value).toBe("2026-12-22");
    day().focus();
    await press("ArrowUp");
    expect(dialog().getByText("Wednesday, December 23, 2026, 11:59 PM")).toBeTruthy();
    await input(day(), "2026-11-21");
    await save();
    expect(dialog().getByText("This day has passed: choose a later one")).toBeTruthy();
    expect(document.activeElement).toBe(day());
    expect(callsOf("create_token")).toEqual([]);
    await input(day(), "2027-03-28");
    await save();
    expect(sent()).toEqual({ kind: "at", at: new Date(2027, 2, 28, 23, 59).toISOString() });
  });

  test("never needs the tick", async () => {
    await fill();
    await click(radio("Never"));
    expect(dialog().getByText("Without an expiry this token works until someone deletes it.")).toBeTruthy();
    await save();
    expect(dialog().getByText("Tick the line above, or choose an expiry")).toBeTruthy();
    const tick = dialog().getByLabelText("I want a token that never expires");
    expect(document.activeElement).toBe(tick);
    await click(tick);
    await save();
    expect(sent()).toEqual({ kind: "never" });
    expect(dialog().getByText("Expires in").parentElement?.textContent).toContain("Never");
  });

  test("is not offered to be never where the server wants an end", async () => {
    await openCreate("zitadel", "ci-deploy", () => {
      const accounts = fake.snapshot.accounts.map((account) => ({ ...account, capabilities: { ...account.capabilities, expiry: { kind: "chosen", required: true } as const } }));
      fake.snapshot = { ...fake.snapshot, accounts };
    });
    expect(dialog().queryByRole("radio", { name: "Never" })).toBeNull();
    expect(radio("90 days").checked).toBe(true);
  });

  test("is worked out anew when midnight passes, and stays what was sent while the answer is awaited", async () => {
    await fill();
    clock.now = new Date(2026, 10, 23, 0, 0, 1).getTime();
    await settle();
    expect(dialog().getByText("Sunday, February 21, 2027, 11:59 PM")).toBeTruthy();
    fake.hold("create_token");
    await save();
    expect(dialog().getByText("Saturday, February 20, 2027, 11:59 PM")).toBeTruthy();
    clock.now = new Date(2026, 10, 23, 0, 0, 1).getTime();
    await settle();
    expect(dialog().getByText("Saturday, February 20, 2027, 11:59 PM")).toBeTruthy();
    fake.release("create_token");
    await settle();
    expect(sent()).toEqual({ kind: "at", at: new Date(2027, 1, 20, 23, 59).toISOString() });
  });

  test("cannot be changed while it is saved", async () => {
    await fill();
    fake.hold("create_token");
    await save();
    radio("7 days").click();
    await click(dialog().getByRole("button", { name: "Create one" }));
    await click(ownerField());
    expect(dialog().queryByRole("listbox")).toBeNull();
    expect(dialog().queryByLabelText("User name *")).toBeNull();
    expect(radio("90 days").checked).toBe(true);
    expect(dialog().getByText("Saturday, February 20, 2027, 11:59 PM")).toBeTruthy();
    fake.release("create_token");
    await settle();
  });
});
