import { describe, expect, test, vi } from "vitest";

import { fake } from "$lib/ipc/fake";
import { announcer } from "$lib/state";

import { callsOf, click, drawer, expectAccessible, openerOf, openWindow, settle } from "../../../test/window";

const open = async (name: string) => click(openerOf(name));
const fact = (label: string) => drawer().getByText(label, { selector: "dt" }).nextElementSibling?.textContent?.replace(/\s+/g, " ").trim();

describe("the drawer of a service user's token", () => {
  test("names organization, custody, fixed scopes, dates and what only this server tells", async () => {
    await openWindow("home");
    await open("github-actions");
    expect(fact("Owner")).toContain("ci-deploy Platform · prod (id.example.com)");
    expect(fact("Custody")).toBe("Secret Service, login Held here and known to the server");
    expect(drawer().getByText("openid").closest<HTMLElement>(".chip")?.title).toBe("Fixed by ZITADEL");
    expect(fact("Last proven")).toBe("today, 10:42 AM · prod accepted it Prove");
    expect(fact("Last used")).toBe("Not provided by ZITADEL");
    expect(fact("Sequence")).toBe("41");
    expect(fact("Changed")).toMatch(/^Sep 2, 2026, /);
    expect(fact("Resource owner")).toBe("310000000000000001");
    await expectAccessible();
  });

  test("says that it never ends", async () => {
    await openWindow("home");
    await open("break-glass");
    expect(fact("Expires")).toBe("Never");
    expect(drawer().getByText("Never expires")).toBeTruthy();
  });

  test("counts the roles of its owner, and shows them on demand", async () => {
    await openWindow("home");
    await open("github-actions");
    expect(callsOf("owner_directory")).toEqual([{ account: "prod" }]);
    expect(fact("Roles")).toContain("4 roles in 3 places");
    const toggle = drawer().getByRole("button", { name: "Show" });
    await click(toggle);
    expect(toggle.getAttribute("aria-expanded")).toBe("true");
    expect(drawer().getByText("deployer, reader")).toBeTruthy();
    // Another owner's are folded, and the server is not asked again.
    await open("plan-only");
    expect(fact("Roles")).toContain("2 roles in 2 places");
    expect(drawer().getByRole("button", { name: "Show" })).toBeTruthy();
    expect(callsOf("owner_directory")).toHaveLength(1);
  });

  test("says honestly when roles may not be read, or could not be", async () => {
    await openWindow("home", () => (fake.rolesHidden = true));
    await open("e2e-runner");
    expect(fact("Roles")).toBe("staging may not read roles");
  });

  test("says why its roles could not be read, and asks again", async () => {
    await openWindow("home", () => fake.failNext("owner_directory", { code: "timedOut" }));
    await open("github-actions");
    expect(fact("Roles")).toContain("Could not be read. The server did not answer in time.");
    await click(drawer().getByRole("button", { name: "Try again" }));
    expect(fact("Roles")).toContain("4 roles in 3 places");
  });

  test("is proven on request", async () => {
    await openWindow("home");
    await open("plan-only");
    expect(fact("Last proven")).toBe("Not yet Prove");
    fake.hold("prove_token");
    await click(drawer().getByRole("button", { name: "Prove" }));
    expect(fact("Last proven")).toBe("Not yet Asking…");
    fake.release("prove_token");
    await settle();
    await settle();
    expect(callsOf("prove_token")).toEqual([{ id: "z-302" }]);
    expect(fact("Last proven")).toMatch(/^today, 10:4\d AM · prod accepted it Prove$/);
    expect(announcer.text).toBe("prod accepted it");
  });

  test("that the server rejects says so", async () => {
    await openWindow("home", () => (fake.rejectsSecrets = true));
    await open("plan-only");
    await click(drawer().getByRole("button", { name: "Prove" }));
    await settle();
    expect(fact("Last proven")).toContain("prod rejected it");
    expect(drawer().getByText("Rejected by the server")).toBeTruthy();
  });

  test("that could not be proven says why, and stays as it was", async () => {
    await openWindow("home", () => fake.failNext("prove_token", { code: "unreachable" }));
    await open("plan-only");
    await click(drawer().getByRole("button", { name: "Prove" }));
    await settle();
    expect(fact("Last proven")).toContain("Not yet Prove Nothing answers at this address.");
  });

  test("says what befell its owner, and that an account signs in with it", async () => {
    await openWindow("rare");
    await open("nightly-restore");
    expect(fact("Owner")).toContain("Deactivated Its owner has been deactivated");
    await open("patwarden");
    expect(drawer().getByText("Signs in prod")).toBeTruthy();
    expect(drawer().getByText("Expires in 20 days")).toBeTruthy();
  });

  test("has its id copied", async () => {
    const writeText = vi.fn().mockRejectedValueOnce(new Error("no")).mockResolvedValue(undefined);
    vi.stubGlobal("navigator", { ...navigator, clipboard: { writeText } });
    await openWindow("home");
    await open("github-actions");
    await click(drawer().getByRole("button", { name: "Copy the id" }));
    expect(announcer.text).toContain("could not be copied");
    await click(drawer().getByRole("button", { name: "Copy the id" }));
    expect(writeText).toHaveBeenLastCalledWith("328145096417");
    expect(announcer.text).toBe("The id is copied");
    vi.unstubAllGlobals();
  });
});
