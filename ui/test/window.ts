/// The whole page over the stand-in of the shell, and what a person does with it.

import { fireEvent, render, screen, within } from "@testing-library/svelte";
import axe from "axe-core";
import { tick } from "svelte";
import { expect, vi } from "vitest";

import { fake } from "$lib/ipc/fake";
import type { Scenario } from "$lib/ipc/fake-demo";
import type { TokenRow } from "$lib/ipc";
import { app } from "$lib/state";

import App from "../src/App.svelte";

/** Starts the page in this situation and waits until it has settled. */
export async function openWindow(scenario: Scenario = "two", prepare: () => void = () => undefined): Promise<void> {
  fake.reset(scenario);
  prepare();
  render(App);
  await vi.waitFor(() => expect(app.start !== null || app.failure !== null).toBe(true));
  if (scenario !== "loading" && app.failure === null) await vi.waitFor(() => expect(app.snapshot !== null || app.failure !== null).toBe(true));
  if (app.snapshot !== null) await vi.waitFor(() => expect(app.store).not.toBeNull());
  await settle();
}

/** Lets promises and the page's updates run out. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await Promise.resolve();
    await tick();
  }
}

/** Presses a key where the focus is. */
export async function press(key: string, init: KeyboardEventInit = {}): Promise<void> {
  await fireEvent.keyDown(document.activeElement ?? document.body, { key, ...init });
  await settle();
}

export async function click(element: Element): Promise<void> {
  if (element instanceof HTMLElement && element.tabIndex >= 0) element.focus();
  await fireEvent.click(element);
  await settle();
}

/** The row of the token with this name. */
export function rowOf(name: string): HTMLElement {
  const row = screen.getByRole("button", { name }).closest("tr");
  if (!row) throw new Error(`no row of ${name}`);
  return row;
}

/** What opens the drawer, and has the focus for the keys. */
export const openerOf = (name: string): HTMLElement => screen.getByRole("button", { name });

/** The names of the rows from top to bottom. */
export const rowNames = (): string[] => [...document.querySelectorAll("[data-row-opener]")].map((opener) => opener.textContent ?? "");

export const drawer = () => within(document.querySelector<HTMLElement>("[data-drawer]") ?? fail("no drawer is open"));

function fail(why: string): never {
  throw new Error(why);
}

/** Changes one token, as the shell would after a command elsewhere. */
export async function changeToken(id: string, change: Partial<TokenRow>): Promise<void> {
  fake.change((snapshot) => ({ ...snapshot, tokens: snapshot.tokens.map((token) => (token.id === id ? { ...token, ...change } : token)) }));
  await settle();
}

/** The commands the shell got, of this name. */
export const callsOf = (command: string) => fake.calls.filter((call) => call.command === command).map((call) => call.args);

/** Nothing axe finds; what needs a layout (contrast) is measured in the real window. */
export async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}
