import { screen } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import { setLanguage } from "$lib/i18n";
import { fake } from "$lib/ipc/fake";
import { view } from "$lib/state";

import { callsOf, click, expectAccessible, openWindow, settle } from "../../../test/window";

const main = () => document.querySelector("main")?.textContent?.replace(/\s+/g, " ") ?? "";

describe("the welcome page", () => {
  test("offers every kind of server and the sandbox, with the focus on the first", async () => {
    await openWindow("welcome");
    const ways = screen.getAllByRole("button").filter((button) => button.closest("main"));
    expect(ways.map((way) => way.textContent?.trim())).toEqual(["Connect", "Connect", "Start sandbox"]);
    expect(screen.getAllByRole("heading", { level: 2 }).map((heading) => heading.textContent)).toEqual(["Connect ZITADEL", "Connect DigitalHub", "Try with the sandbox"]);
    expect(document.activeElement).toBe(ways[0]);
  });

  test("leads to the connect form", async () => {
    await openWindow("welcome");
    await click(screen.getAllByRole("button", { name: "Connect" })[1]!);
    expect(view.room).toEqual({ name: "connect", from: { name: "welcome" } });
  });

  test("opens the sandbox once, and waits for its window", async () => {
    await openWindow("welcome");
    await click(screen.getByRole("button", { name: "Start sandbox" }));
    await click(screen.getByRole("button", { name: "Start sandbox" }));
    expect(callsOf("open_sandbox")).toHaveLength(1);
  });

  test("says why the sandbox did not start, and lets it be tried again", async () => {
    await openWindow("welcome");
    fake.failNext("open_sandbox", { code: "sandbox" });
    await click(screen.getByRole("button", { name: "Start sandbox" }));
    expect(screen.getByRole("alert").textContent).toContain("could not be started");
    await click(screen.getByRole("button", { name: "Start sandbox" }));
    expect(callsOf("open_sandbox")).toHaveLength(2);
    expect(screen.queryByRole("alert")).toBeNull();
  });

  test("offers the way out when it is the sandbox's own", async () => {
    await openWindow("sandbox");
    // As after its one account was disconnected.
    fake.change((snapshot) => ({ ...snapshot, accounts: [], tokens: [] }));
    await settle();
    await click(screen.getByRole("button", { name: "Leave sandbox" }));
    expect(callsOf("leave_sandbox")).toHaveLength(1);
  });

  test("its last line names the store that will hold secrets, and how it is", async () => {
    await openWindow("welcome");
    expect(main()).toContain("Secrets will be kept in Secret Service, which is available and unlocked.");
  });

  test("a locked store can be unlocked there; a dismissed prompt is said", async () => {
    await openWindow("welcome", () => (fake.storeState = "locked"));
    expect(main()).toContain("Secret Service, which is locked.");
    fake.failNext("unlock_store", { code: "keychainRefused" });
    await click(screen.getByRole("button", { name: "Unlock" }));
    expect(screen.getByRole("alert").textContent).toContain("was not unlocked");
    await click(screen.getByRole("button", { name: "Unlock" }));
    expect(main()).toContain("available and unlocked");
  });

  test("a missing store is named with the next step, and asked again on demand", async () => {
    await openWindow("welcome", () => (fake.storeState = "absent"));
    expect(main()).toContain("which cannot be used now.");
    expect(main()).toContain("gnome-keyring or KWallet");
    fake.storeState = "available";
    await click(screen.getByRole("button", { name: "Check again" }));
    expect(main()).toContain("available and unlocked");
  });

  test("speaks Italian", async () => {
    await openWindow("welcome");
    setLanguage("it", "it-IT");
    await settle();
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("I tuoi token di accesso, in un posto sicuro");
    expect(screen.getByRole("button", { name: "Avvia la sandbox" })).toBeTruthy();
  });

  test("is accessible", async () => {
    await openWindow("welcome", () => (fake.storeState = "locked"));
    await expectAccessible();
  }, 30_000);
});
