/// What a person does in the connect form, for its tests.

import { fireEvent, screen } from "@testing-library/svelte";
import { vi } from "vitest";

import type { ConnectRequest, DiscoverRequest } from "$lib/ipc";
import { view } from "$lib/state";

import { callsOf, click as clickOn, openWindow, settle as settleOnce } from "../../../test/window";
import { QUIET_MS } from "./discovery.svelte";

export const HUB = "https://hub.example.org";

/** Signing in asks, connects and reads the list again: longer than one turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await settleOnce();
}

export async function click(element: Element): Promise<void> {
  await clickOn(element);
  await settle();
}

export const field = (label: string | RegExp) => screen.getByLabelText<HTMLInputElement>(label, { selector: "input, textarea" });
export const address = () => field(/^Server address \*/);
export const username = () => field(/^User name \*/);
export const password = () => field(/^Password \*/);
export const token = () => field(/^Personal Access Token \*/);
export const alias = () => field(/^Alias \*/);
export const certificate = () => field(/^Certificate \(PEM\)/);
export const main = () => document.querySelector("main")?.textContent ?? "";

/** The sign-ins and the questions the shell got. */
export const sent = () => callsOf("connect_account").map(({ request }) => request as ConnectRequest);
export const asked = () => callsOf("discover").map(({ request }) => request as DiscoverRequest);

/** The sentence below a field. */
export const noteOf = (element: HTMLElement) => document.getElementById(element.getAttribute("aria-describedby") ?? "")?.textContent ?? "";

export async function type(element: HTMLElement, value: string): Promise<void> {
  element.focus();
  await fireEvent.input(element, { target: { value } });
  await settle();
}

/** Types, and lets the pause pass after which the server is asked. */
export async function typeAndWait(element: HTMLElement, value: string): Promise<void> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await type(element, value);
  vi.advanceTimersByTime(QUIET_MS);
  vi.useRealTimers();
  await settle();
}

export async function openForm(prepare?: () => void): Promise<void> {
  await openWindow("welcome", prepare);
  view.showConnect();
  await settle();
}

export const find = (url = HUB) => typeAndWait(address(), url);
export const connect = () => click(screen.getByRole("button", { name: "Connect" }));
export const choose = (name: RegExp) => click(screen.getByRole("radio", { name }));

/** Everything a sign-in with a password needs. */
export async function fillIn(): Promise<void> {
  await find();
  await type(username(), "admin");
  await type(password(), "pw ");
}
