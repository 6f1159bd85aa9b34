/// What a person does in Settings, for its tests.

import { screen, within } from "@testing-library/svelte";

import type { Scenario } from "$lib/ipc/fake-demo";
import { view, type SettingsCard } from "$lib/state";

import { callsOf, click, openWindow, settle } from "../../../test/window";

export async function openSettings(scenario: Scenario = "two", prepare?: () => void, card: SettingsCard | null = null): Promise<void> {
  await openWindow(scenario, prepare);
  view.showSettings(card);
  await settle();
}

export const card = (name: string) => within(screen.getByRole("region", { name }));
export const dialog = () => within(document.querySelector("dialog") as HTMLElement);
export const saved = () => callsOf("save_settings").map(({ settings }) => settings);

/** Opens the account's menu and chooses this. */
export async function choose(alias: string, item: string): Promise<void> {
  await click(card("Accounts").getByRole("button", { name: `Actions of ${alias}` }));
  await click(screen.getByRole("menuitem", { name: item }));
}
