import { screen } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import { setLanguage } from "$lib/i18n";
import { fake } from "$lib/ipc/fake";

import { callsOf, click, expectAccessible, press, settle } from "../../../test/window";
import { choose, dialog, input, nameField, openCreate, ownerField, save } from "./testDialog";

describe("what the server refuses", () => {
  async function refuse(error: Parameters<typeof fake.failNext>[1]) {
    await openCreate("zitadel", "ci-deploy");
    await input(nameField(), "etl-nightly");
    fake.failNext("create_token", error);
    await save();
  }

  test.each(["ownerUnknown", "ownerUnfit"] as const)("%s stands at the owner, and who there is, is asked again", async (code) => {
    await refuse({ code });
    expect(ownerField().getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(ownerField());
    expect(callsOf("refresh").at(-1)).toEqual({ alias: "prod" });
    expect(callsOf("owner_directory")).toHaveLength(2);
    expect(nameField().value).toBe("etl-nightly");
    await choose(/^mail-relay/);
    expect(ownerField().getAttribute("aria-invalid")).toBeNull();
    await save();
    expect(callsOf("create_token")).toHaveLength(2);
  });

  test("a clock that is off stands at the expiry, and can be tried again", async () => {
    await refuse({ code: "clockOff" });
    expect(document.activeElement).toBe(dialog().getByRole("radio", { name: "90 days" }));
    expect(dialog().getByText("1 field needs attention")).toBeTruthy();
    await save();
    expect(dialog().getByText("Saved in Secret Service.")).toBeTruthy();
  });

  test("an end that is refused is not sent a second time", async () => {
    await refuse({ code: "invalid", field: "expires", message: "this moment has passed" });
    expect(dialog().getByText("This moment has passed.")).toBeTruthy();
    await save();
    expect(callsOf("create_token")).toHaveLength(1);
    await click(dialog().getByRole("radio", { name: "365 days" }));
    await save();
    expect(callsOf("create_token")).toHaveLength(2);
  });

  test.each(["forbidden", "noRole", "projectRolesOnly"] as const)("%s stands above the fields, and the form is kept", async (code) => {
    await refuse({ code });
    const cause = dialog().getByRole("alert");
    expect(cause.compareDocumentPosition(ownerField()) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
    expect(nameField().value).toBe("etl-nightly");
    expect(ownerField().textContent).toContain("ci-deploy");
    await save();
    expect(dialog().getByText("Saved in Secret Service.")).toBeTruthy();
  });
});

test("what the server fixes is shown as facts, and the name is not said to be shared", async () => {
  await openCreate();
  expect(dialog().getByText("Scopes, fixed by ZITADEL")).toBeTruthy();
  expect(dialog().getByText("urn:zitadel:iam:user:resourceowner")).toBeTruthy();
  expect(dialog().queryByRole("combobox", { name: /Scopes/ })).toBeNull();
  expect(dialog().getByText("Kept on this machine only")).toBeTruthy();
  expect(screen.getByRole("dialog").textContent).not.toMatch(/shared/i);
});

test("a chosen owner is asked about before it is thrown away", async () => {
  await openCreate();
  await choose(/^ci-deploy/);
  await press("Escape");
  expect(screen.getByRole("alertdialog")).toBeTruthy();
});

test("it speaks Italian", async () => {
  await openCreate("zitadel", "ci-deploy");
  setLanguage("it", "it-IT");
  await settle();
  expect(dialog().getByText("Solo su questo computer")).toBeTruthy();
  expect(dialog().getByText("sabato 20 febbraio 2027, 23:59")).toBeTruthy();
  expect(dialog().getByText(/Project Creator in Platform; deployer e reader in Storefront; deployer in Billing/)).toBeTruthy();
});

test("the form, its list, its errors and the new service user are accessible", async () => {
  // Without rows behind it, which other tests look at.
  await openCreate("rare", undefined, () => (fake.snapshot = { ...fake.snapshot, tokens: [] }));
  await expectAccessible();
  await click(ownerField());
  await expectAccessible();
  await press("Escape");
  await click(dialog().getByRole("radio", { name: "Never" }));
  await click(dialog().getByRole("button", { name: "Create one" }));
  await save();
  await expectAccessible();
  await click(dialog().getByRole("radio", { name: "Custom…" }));
  await expectAccessible();
});
