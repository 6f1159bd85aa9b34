import { fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import { language } from "$lib/i18n";
import type { StoreState } from "$lib/ipc";
import { fake } from "$lib/ipc/fake";
import { announcer, type SettingsCard } from "$lib/state";

import { callsOf, click, expectAccessible, press, settle } from "../../../test/window";
import { card, choose, openSettings, saved } from "./testSettings";

describe("a setting", () => {
  test("applies at once and is saved: theme", async () => {
    await openSettings();
    await click(screen.getByRole("radio", { name: "Dark" }));
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(saved()).toEqual([{ theme: "dark", language: "en", clipboardSeconds: 30 }]);
  });

  test("applies at once and is saved: language", async () => {
    await openSettings();
    await click(screen.getByRole("radio", { name: "Italiano" }));
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Impostazioni");
    expect(saved()).toMatchObject([{ language: "it" }]);
  });

  test("can follow the system again", async () => {
    await openSettings("two", () => (fake.systemLanguage = "it-IT"));
    await click(within(screen.getByRole("radiogroup", { name: "Language" })).getByRole("radio", { name: "System" }));
    expect(language.code).toBe("it");
    expect(saved()).toMatchObject([{ language: "system" }]);
  });

  test("applies at once and is saved: seconds on the clipboard, within the shell's bounds", async () => {
    await openSettings();
    const select = screen.getByRole<HTMLSelectElement>("combobox", { name: "Clear the clipboard after" });
    expect([...select.options].map((option) => option.textContent)).toEqual(["10 s", "30 s", "60 s", "120 s", "300 s"]);
    expect([...select.options].every(({ value }) => Number(value) >= 5 && Number(value) <= 300)).toBe(true);
    await fireEvent.change(select, { target: { value: "60" } });
    await settle();
    expect(saved()).toMatchObject([{ clipboardSeconds: 60 }]);
  });

  test("from the file stays choosable although we do not offer it", async () => {
    await openSettings("two", () => (fake.settings = { ...fake.settings, clipboardSeconds: 45 }));
    expect(screen.getByRole<HTMLSelectElement>("combobox").value).toBe("45");
  });

  test("that cannot be saved goes back, and the reason is named", async () => {
    await openSettings();
    fake.failNext("save_settings", { code: "filesExposed", message: "others can read settings.toml" });
    await click(screen.getByRole("radio", { name: "Dark" }));
    expect(document.documentElement.dataset.theme).toBe("light");
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "Light" }).checked).toBe(true);
    expect(screen.getByRole("alert").textContent?.trim()).toBe("This was not saved, so it is as before. Others can read settings.toml.");
    await click(screen.getByRole("radio", { name: "Dark" }));
    expect(screen.queryByRole("alert")).toBeNull();
    expect(document.documentElement.dataset.theme).toBe("dark");
  });

  test("that cannot be saved goes back: seconds on the clipboard", async () => {
    await openSettings();
    fake.failNext("save_settings", { code: "indexFailed" });
    const select = screen.getByRole<HTMLSelectElement>("combobox");
    await fireEvent.change(select, { target: { value: "120" } });
    await settle();
    expect(select.value).toBe("30");
    expect(screen.getByRole("alert")).toBeTruthy();
  });
});

describe("the store", () => {
  test("is named with its state, collection, number of secrets and answer time", async () => {
    await openSettings();
    const storage = card("Storage");
    expect(storage.getByText("Secret Service")).toBeTruthy();
    expect(storage.getByText("Unlocked")).toBeTruthy();
    expect(storage.getByText("Collection “login” · 3 secrets · 6 ms")).toBeTruthy();
  });

  test("can be unlocked when it is locked", async () => {
    await openSettings("locked");
    expect(card("Storage").getByText("Locked")).toBeTruthy();
    await click(card("Storage").getByRole("button", { name: "Unlock" }));
    expect(card("Storage").getByText("Unlocked")).toBeTruthy();
    expect(announcer.text).toBe("Secret Service is unlocked.");
  });

  test("says so when it was not unlocked, and can be tried again", async () => {
    await openSettings("locked");
    fake.failNext("unlock_store", { code: "keychainRefused" });
    await click(card("Storage").getByRole("button", { name: "Unlock" }));
    expect(card("Storage").getByText("Secret Service was not unlocked. Try again and confirm the prompt.")).toBeTruthy();
    await click(card("Storage").getByRole("button", { name: "Unlock" }));
    expect(card("Storage").getByText("Unlocked")).toBeTruthy();
  });

  test.each<[StoreState, string, string]>([
    ["absent", "Missing", "Start a Secret Service"],
    ["noDefaultCollection", "No default collection", "Create one in your keychain program"],
    ["timedOut", "Not answering", "Look for an open password prompt"],
    ["refused", "Refused", "confirm the prompt"],
  ])("%s is named with its next step, and can be asked again", async (state, badge, next) => {
    await openSettings("two", () => (fake.storeState = state));
    expect(card("Storage").getByText(badge)).toBeTruthy();
    expect(card("Storage").getByRole("status").textContent).toContain(next);
    fake.storeState = "available";
    await click(card("Storage").getByRole("button", { name: "Check again" }));
    expect(card("Storage").getByText("Unlocked")).toBeTruthy();
  });
});

describe("the page", () => {
  test.each<[SettingsCard, string]>([
    ["store", "Unlock"],
    ["clipboard", "Clear the clipboard after"],
    ["accounts", "Connect"],
    ["appearance", ""],
  ])("puts the focus into the card that was asked for: %s", async (wanted, name) => {
    await openSettings("locked", undefined, wanted);
    expect(document.activeElement?.closest(`#settings-${wanted}`)).not.toBeNull();
    if (name) expect(document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent?.trim()).toBe(name);
  });

  test("has no way out of the sandbox where there is none", async () => {
    await openSettings();
    expect(screen.queryByRole("button", { name: "Leave the sandbox" })).toBeNull();
  });

  test("leads out of the sandbox, and says when that failed", async () => {
    await openSettings("sandbox");
    fake.failNext("leave_sandbox", { code: "sandbox" });
    await click(screen.getByRole("button", { name: "Leave the sandbox" }));
    expect(screen.getByRole("alert")).toBeTruthy();
    await click(screen.getByRole("button", { name: "Leave the sandbox" }));
    expect(callsOf("leave_sandbox")).toHaveLength(2);
    expect(screen.queryByRole("alert")).toBeNull();
  });

  test("is accessible, its dialogs included", async () => {
    await openSettings("attention", () => (fake.storeState = "locked"));
    await expectAccessible();
    await choose("dh-lab", "Disconnect…");
    await expectAccessible();
    await press("Escape");
    await choose("dh-lab", "Change address…");
    await expectAccessible();
  }, 30_000);
});
