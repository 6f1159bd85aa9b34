/// The create dialog over an account with service users, and what a person does in it.

import { configure, fireEvent, screen, within } from "@testing-library/svelte";

import { fake } from "$lib/ipc/fake";
import type { Scenario } from "$lib/ipc/fake-demo";
import { app, view } from "$lib/state";

import { click, openWindow, settle } from "../../../test/window";

// The live region repeats what stands on the page; asked for is what can be seen.
configure({ defaultIgnore: "script, style, [role=status]" });

export const dialog = () => within(screen.getByRole("dialog"));
export const ownerField = () => dialog().getByRole("combobox", { name: "Owner *" });
export const nameField = () => dialog().getByLabelText<HTMLInputElement>("Name *");
export const save = () => click(dialog().getByRole("button", { name: "Save" }));
export const option = (name: RegExp) => dialog().getByRole("option", { name });
export const ownerId = (name: string, account = "prod") => app.owners.find((owner) => owner.account === account && owner.name === name)!.id;

/** Opens it on `prod`, from the list of this owner if one is named. */
export async function openCreate(scenario: Scenario = "zitadel", owner?: string, prepare?: () => void) {
  await openWindow(scenario, prepare);
  view.open({ name: "create", account: "prod", ...(owner === undefined ? {} : { owner: ownerId(owner) }) });
  await settle();
}

export async function input(field: HTMLElement, value: string) {
  await fireEvent.input(field, { target: { value } });
  await settle();
}

export async function choose(name: RegExp) {
  await click(ownerField());
  await click(option(name));
}

/** As when the account may not see any other. */
export const onlyOwner = (name: string) => {
  fake.snapshot = { ...fake.snapshot, owners: fake.snapshot.owners.filter((owner) => owner.name === name) };
};
