import { within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import { fake } from "$lib/ipc/fake";

import { click } from "../../../test/window";
import { choose, dialog, openCreate } from "./testDialog";

describe("what the token will be able to do", () => {
  const rights = () => dialog().getByText(/This token can do everything/).closest<HTMLElement>(".rights")!;

  test("is said even before an owner is chosen", async () => {
    await openCreate();
    expect(rights().textContent).toContain("everything that its owner can");
  });

  test("names the roles by place, all of them on request", async () => {
    await openCreate("zitadel", "ci-deploy");
    expect(rights().textContent).toContain("Project Creator in Platform; deployer and reader in Storefront; deployer in Billing.");
    await click(within(rights()).getByRole("button", { name: "See all 4 roles" }));
    expect(within(rights()).getAllByRole("listitem").map((item) => item.textContent)).toEqual(["PlatformProject Creator", "Storefrontdeployer, reader", "Billingdeployer"]);
    await click(within(rights()).getByRole("button", { name: "Show less" }));
    expect(within(rights()).queryByRole("listitem")).toBeNull();
  });

  test("warns of an owner's role more strongly", async () => {
    await openCreate("zitadel", "terraform");
    expect(rights().textContent).toContain("terraform owns the whole server: whoever has this token can change and delete everything there");
    await choose(/^ci-deploy/);
    expect(rights().textContent).not.toContain("owns");
  });

  test("is not made up where roles cannot be read", async () => {
    await openCreate("zitadel", "ci-deploy", () => (fake.rolesHidden = true));
    expect(rights().textContent).toContain("This token can do everything that ci-deploy can. What that is cannot be told: prod may not read roles.");
  });

  test("is asked again when asking failed", async () => {
    await openCreate("zitadel", "ci-deploy", () => fake.failNext("owner_directory", { code: "serverFailed" }));
    expect(rights().textContent).toContain("Its roles could not be read.");
    await click(within(rights()).getByRole("button", { name: "Try again" }));
    expect(rights().textContent).toContain("Project Creator in Platform");
  });
});
