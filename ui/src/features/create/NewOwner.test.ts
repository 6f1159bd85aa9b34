import { fireEvent } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import { fake } from "$lib/ipc/fake";

import { callsOf, click, press, settle } from "../../../test/window";
import { dialog, input, nameField, openCreate, option, ownerField, save } from "./testDialog";

describe("a new service user", () => {
  const userName = () => dialog().getByLabelText<HTMLInputElement>("User name *");
  const make = () => click(dialog().getByRole("button", { name: "Create service user" }));

  async function begin() {
    await openCreate();
    await click(dialog().getByRole("button", { name: "Create one" }));
  }

  test("is made in the chosen organization, chosen, and has no role yet", async () => {
    await begin();
    expect(document.activeElement).toBe(userName());
    await input(userName(), " ci-new ");
    await fireEvent.change(dialog().getByRole("combobox", { name: "Organization" }), { target: { value: "310000000000000002" } });
    await settle();
    await fireEvent.keyDown(userName(), { key: "Enter" });
    await settle();
    expect(callsOf("create_owner")).toEqual([{ request: { account: "prod", userName: "ci-new", name: null, organizationId: "310000000000000002" } }]);
    expect(ownerField().textContent).toContain("ci-new · Delivery · prod");
    expect(dialog().queryByLabelText("User name *")).toBeNull();
    expect(document.activeElement).toBe(nameField());
    expect(dialog().getByText(/It has no role now/)).toBeTruthy();
    expect(callsOf("create_token")).toEqual([]);
  });

  test("with a taken name says so at the name, and takes another", async () => {
    await begin();
    await input(userName(), "ci-deploy");
    await make();
    expect(userName().getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(userName());
    await input(userName(), "ci-other");
    expect(userName().getAttribute("aria-invalid")).toBeNull();
    await make();
    expect(ownerField().textContent).toContain("ci-other");
  });

  test("that may not be made says why and keeps what was typed", async () => {
    await begin();
    await input(userName(), "ci-new");
    fake.failNext("create_owner", { code: "forbidden", message: "you are not allowed to create users" });
    await make();
    expect(dialog().getByRole("alert").textContent).toContain("not allowed");
    expect(userName().value).toBe("ci-new");
  });

  test("needs a name of at most 200 characters", async () => {
    await begin();
    await make();
    expect(dialog().getByText("Give the service user a name")).toBeTruthy();
    await input(userName(), "é".repeat(201));
    expect(dialog().getByText("201 characters are too many: it has at most 200")).toBeTruthy();
    expect(callsOf("create_owner")).toEqual([]);
  });

  test("is begun from the list too, without holding the missing owner against anybody", async () => {
    await openCreate();
    await click(ownerField());
    await click(option(/Create a service user/));
    expect(document.activeElement).toBe(userName());
    expect(ownerField().getAttribute("aria-invalid")).toBeNull();
  });

  test("is made or cancelled before the token is, and Esc cancels only it", async () => {
    await openCreate("zitadel", "ci-deploy");
    await input(nameField(), "etl");
    await click(dialog().getByRole("button", { name: "Create one" }));
    expect(dialog().queryByText(/or cancel that/)).toBeNull();
    await save();
    expect(dialog().getByText("Create the new service user first, or cancel that")).toBeTruthy();
    userName().focus();
    await press("Escape");
    expect(dialog().queryByLabelText("User name *")).toBeNull();
    expect(document.activeElement).toBe(ownerField());
    await save();
    expect(callsOf("create_token")).toHaveLength(1);
  });
});
