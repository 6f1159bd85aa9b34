import { screen, within } from "@testing-library/svelte";
import { describe, expect, test, vi } from "vitest";

import { fake } from "$lib/ipc/fake";
import { announcer, app, view } from "$lib/state";

import { callsOf, click, expectAccessible, openerOf, openWindow, press, rowNames, settle } from "../test/window";

describe("the start", () => {
  test("asks servers and store only after the list is painted", async () => {
    await openWindow();
    await vi.waitFor(() => expect(callsOf("refresh")).toHaveLength(1));
    const order = fake.calls.map(({ command }) => command);
    expect(order.indexOf("start")).toBeLessThan(order.indexOf("snapshot"));
    expect(order.indexOf("first_paint")).toBeLessThan(order.indexOf("refresh"));
    expect(order.indexOf("first_paint")).toBeLessThan(order.indexOf("store_report"));
    expect(order).not.toContain("unlock_store");
  });

  test("shows the list while the store does not answer", async () => {
    fake.reset("two");
    await openWindowHolding("store_report");
    expect(rowNames()).toHaveLength(9);
    expect(screen.getByText("Secret Service: being asked")).toBeTruthy();
  });

  test("without an account welcomes, without side bar and search", async () => {
    await openWindow("welcome");
    expect(view.room.name).toBe("welcome");
    expect(screen.queryByRole("navigation")).toBeNull();
    expect(screen.queryByRole("searchbox")).toBeNull();
    expect(screen.getByText("No account yet")).toBeTruthy();
    expect(callsOf("refresh")).toEqual([]);
  });

  test("of the sandbox waits for its account instead of welcoming", async () => {
    vi.useFakeTimers();
    try {
      await openWindow("welcome", () => {
        fake.snapshot = { ...fake.snapshot, sandbox: true };
      });
      expect(view.room.name).toBe("tokens");
      expect(screen.getByText("Reading tokens")).toBeTruthy();
      await vi.advanceTimersByTimeAsync(15_000);
      await settle();
      expect(view.room.name).toBe("welcome");
    } finally {
      vi.useRealTimers();
    }
  });

  test("of a sandbox that cannot start says so", async () => {
    await openWindow("welcome", () => {
      fake.snapshot = { ...fake.snapshot, sandbox: true };
    });
    fake.failNext("snapshot", { code: "sandbox", message: "the sandbox could not be started: patw is missing" });
    await app.load();
    await settle();
    expect(screen.getByRole("alert").textContent).toContain("The sandbox could not be started.");
  });

  test("asks at once what to do with a secret that is not stored", async () => {
    await openWindow("unsaved");
    expect(view.dialog).toEqual({ name: "unsaved", blocksClose: false });
    expect(screen.getByRole("alertdialog")).toBeTruthy();
  });

  test("that fails says why and what to do, and nothing else", async () => {
    await openWindow("two", () => fake.failNext("start", { code: "indexTooNew", message: "Index version 9 is newer than 3. Update Patwarden" }));
    expect(screen.getByRole("alert").textContent).toContain("Index version 9 is newer than 3. Update Patwarden.");
    expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
    expect(screen.queryByRole("navigation")).toBeNull();
    await expectAccessible();
  });

  test("follows the saved theme and language", async () => {
    await openWindow("two", () => {
      fake.settings = { ...fake.settings, theme: "dark", language: "it" };
    });
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(document.documentElement.lang).toBe("it");
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Token");
    expect(callsOf("first_paint")).toEqual([{ dark: true }]);
  });

  test("says where a damaged database went, until that is read", async () => {
    await openWindow("two");
    app.start = { ...app.start!, setAside: "/home/me/patwarden.db.1" };
    await settle();
    const said = screen.getByText(/The old file is \/home\/me\/patwarden\.db\.1/).closest<HTMLElement>(".banner")!;
    await click(within(said).getByRole("button", { name: "Close" }));
    expect(screen.queryByText(/The old file is/)).toBeNull();
  });
});

describe("what changes elsewhere", () => {
  test("is listed without asking the servers", async () => {
    await openWindow();
    await vi.waitFor(() => expect(callsOf("refresh")).toHaveLength(1));
    fake.change((snapshot) => ({ ...snapshot, tokens: snapshot.tokens.slice(0, 2) }));
    await settle();
    expect(rowNames()).toEqual(["laptop_2026", "night-sync"]);
    expect(callsOf("refresh")).toHaveLength(1);
  });

  test("an account that is disconnected takes its room with it", async () => {
    await openWindow();
    view.showTokens("hub");
    await settle();
    fake.change((snapshot) => ({ ...snapshot, accounts: snapshot.accounts.slice(0, 1), tokens: snapshot.tokens.filter((token) => token.account !== "hub") }));
    await settle();
    expect(view.room).toEqual({ name: "tokens", account: null });
    fake.change((snapshot) => ({ ...snapshot, accounts: [], tokens: [] }));
    await settle();
    expect(view.room).toEqual({ name: "welcome" });
  });

  test("a list that cannot be read again leaves the last one", async () => {
    await openWindow();
    fake.failNext("snapshot", { code: "indexFailed" });
    fake.emit("changed");
    await settle();
    expect(rowNames()).toHaveLength(9);
    expect(announcer.text).toMatch(/^The database cannot be read or written\./);
  });

  test("a window that may not close asks what to do with the secret", async () => {
    await openWindow("unsaved");
    view.closeDialog();
    fake.emit("unsaved-blocks-close");
    await settle();
    expect(view.dialog).toEqual({ name: "unsaved", blocksClose: true });
  });

  test("the store is asked again when the window gets the focus", async () => {
    await openWindow();
    fake.storeState = "locked";
    window.dispatchEvent(new Event("focus"));
    await settle();
    expect(screen.getByText("Secret Service is locked.")).toBeTruthy();
  });
});

describe("dialogs and keys", () => {
  test("? shows all keys, and Esc gives the focus back", async () => {
    await openWindow();
    openerOf("my-pat").focus();
    await press("?");
    const dialog = screen.getByRole("dialog", { name: "Keys" });
    expect(within(dialog).getByText("Copy the secret")).toBeTruthy();
    await expectAccessible();
    await press("Escape");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(document.activeElement).toBe(openerOf("my-pat"));
  });

  test("keys of the list rest under a dialog", async () => {
    await openWindow();
    openerOf("my-pat").focus();
    await press("?");
    await press("c");
    await press("Delete");
    expect(callsOf("copy_secret")).toEqual([]);
    expect(view.dialog).toEqual({ name: "keys" });
  });

  test("a deletion is asked for, held, struck through and undone by u", async () => {
    await openWindow();
    openerOf("my-pat").focus();
    await press("Delete");
    const dialog = screen.getByRole("alertdialog");
    await click(within(dialog).getByRole("button", { name: "Delete" }));
    expect(callsOf("delete_token")).toEqual([{ id: "r-3", atOnce: false }]);
    expect(openerOf("my-pat").closest("tr")!.classList.contains("going")).toBe(true);
    expect(document.activeElement).toBe(openerOf("my-pat"));
    await press("u");
    expect(callsOf("undo_delete")).toEqual([{ id: "r-3" }]);
    expect(openerOf("my-pat").closest("tr")!.classList.contains("going")).toBe(false);
  });

  test("what is announced is heard by a screen reader", async () => {
    await openWindow();
    announcer.say("Heard");
    await settle();
    expect(screen.getByText("Heard").getAttribute("aria-live")).toBe("polite");
  });
});

async function openWindowHolding(command: string): Promise<void> {
  const { render } = await import("@testing-library/svelte");
  const { default: App } = await import("./App.svelte");
  fake.hold(command);
  render(App);
  await vi.waitFor(() => expect(app.snapshot).not.toBeNull());
  await settle();
}
