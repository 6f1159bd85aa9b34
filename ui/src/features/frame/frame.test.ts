import { screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import { fake } from "$lib/ipc/fake";
import { demoAccount } from "$lib/ipc/fake-demo";
import { app, clipboard, view } from "$lib/state";

import { setNarrow } from "../../../test/dom";
import { callsOf, click, openWindow, press, rowNames, settle } from "../../../test/window";

const status = () => within(screen.getByRole("contentinfo", { name: "Status" }));
const nav = () => within(screen.getByRole("navigation"));

describe("the side bar", () => {
  test("counts the tokens of all and of each account", async () => {
    await openWindow();
    expect(nav().getByRole("button", { name: "All tokens 9" }).getAttribute("aria-current")).toBe("page");
    expect(nav().getByRole("button", { name: "admin 5" })).toBeTruthy();
    expect(nav().getByRole("button", { name: "m.rossi 4" })).toBeTruthy();
  });

  test("leads to the tokens of an account and marks where one is", async () => {
    await openWindow();
    await click(nav().getByRole("button", { name: "m.rossi 4" }));
    expect(view.room).toEqual({ name: "tokens", account: "hub" });
    expect(nav().getByRole("button", { name: "m.rossi 4" }).getAttribute("aria-current")).toBe("page");
    expect(nav().getByRole("button", { name: "All tokens 9" }).getAttribute("aria-current")).toBeNull();
  });

  test("folds the owners of an account away, and marks the account instead", async () => {
    await openWindow();
    await click(nav().getByRole("button", { name: "m.rossi 4" }));
    await click(nav().getByRole("button", { name: "Owners of hub" }));
    expect(nav().queryByRole("button", { name: "m.rossi 4" })).toBeNull();
    expect(nav().getByRole("button", { name: "hub 4" }).getAttribute("aria-current")).toBe("page");
  });

  test("lists the owners of every account with their tokens, and narrows to one", async () => {
    await openWindow("home");
    expect(nav().getByRole("button", { name: "prod 24" })).toBeTruthy();
    for (const owner of ["admin 5", "backup-agent 4", "ci-deploy 6", "grafana-sync 3", "release-bot 5", "terraform 6", "perf-bot 7", "qa-robot 10"]) expect(nav().getByRole("button", { name: owner })).toBeTruthy();
    // Who has no token is found where one is created.
    expect(nav().queryByRole("button", { name: /mail-relay/ })).toBeNull();
    await click(nav().getByRole("button", { name: "ci-deploy 6" }));
    expect(view.room).toEqual({ name: "tokens", account: "prod", owner: "311000000000000002" });
    expect(nav().getByRole("button", { name: "ci-deploy 6" }).getAttribute("aria-current")).toBe("page");
    expect(nav().getByRole("button", { name: "prod 24" }).getAttribute("aria-current")).toBeNull();
    await click(nav().getByRole("button", { name: "prod 24" }));
    expect(view.room).toEqual({ name: "tokens", account: "prod" });
    expect(nav().getByRole("button", { name: "prod 24" }).getAttribute("aria-current")).toBe("page");
  });

  test("keeps an owner without tokens in sight while he is looked at", async () => {
    await openWindow("home");
    view.showTokens("prod", "311000000000000007");
    await settle();
    expect(nav().getByRole("button", { name: "mail-relay 0" }).getAttribute("aria-current")).toBe("page");
  });

  test("says what befell an owner", async () => {
    await openWindow("rare");
    expect(nav().getByRole("button", { name: "backup-agent Deactivated 4" })).toBeTruthy();
    expect(nav().getByRole("button", { name: "release-bot May no longer be looked at 5" })).toBeTruthy();
  });

  test("begins with many owners folded away", async () => {
    await openWindow("home", () => {
      const tokens = fake.snapshot.tokens.map((token, index) => (token.account === "staging" ? { ...token, owner: { id: `o-${index}`, name: `robot-${index}` } } : token));
      fake.snapshot = { ...fake.snapshot, tokens };
    });
    expect(nav().queryByRole("button", { name: /^robot-/ })).toBeNull();
    await click(nav().getByRole("button", { name: "Owners of staging" }));
    expect(nav().getAllByRole("button", { name: /^robot-/ })).toHaveLength(17);
  });

  test("says which account is away", async () => {
    await openWindow("offline");
    expect(nav().getByRole("button", { name: /dh-lab.*Offline/ })).toBeTruthy();
  });

  test("is a rail of named tiles in a narrow window", async () => {
    await openWindow();
    setNarrow(true);
    await settle();
    expect(nav().getByRole("button", { name: "All tokens" }).textContent).not.toContain("All tokens");
    await click(nav().getByRole("button", { name: "hub" }));
    expect(view.room).toEqual({ name: "tokens", account: "hub" });
    await click(nav().getByRole("button", { name: "Settings" }));
    expect(view.room.name).toBe("settings");
  });

  test("leads to the connect form and to the settings", async () => {
    await openWindow();
    await click(nav().getByRole("button", { name: "Settings" }));
    expect(view.room).toEqual({ name: "settings", card: null });
    await click(nav().getByRole("button", { name: "Connect an account…" }));
    expect(view.room.name).toBe("connect");
    expect(screen.queryByRole("navigation")).toBeNull();
  });
});

describe("the account menu", () => {
  const open = async () => click(screen.getByTitle("Choose an account"));

  test("narrows the list as the side bar does, and moves by arrow and letter", async () => {
    await openWindow();
    await open();
    expect(document.activeElement).toBe(screen.getByRole("menuitemradio", { name: /All accounts/ }));
    await press("ArrowDown");
    await press("ArrowDown");
    await click(document.activeElement!);
    expect(view.room).toEqual({ name: "tokens", account: "hub" });
    expect(rowNames()).toEqual(["night-sync", "plotter", "batch-import", "reports"]);
    expect(document.activeElement).toBe(screen.getByTitle("Choose an account"));
  });

  test("names the product of each account", async () => {
    await openWindow("home");
    await open();
    expect(screen.getByRole("menuitemradio", { name: /dh-lab.*admin · DigitalHub/ })).toBeTruthy();
    expect(screen.getByRole("menuitemradio", { name: /prod.*iam-admin · ZITADEL/ })).toBeTruthy();
  });

  test("says how each account stands", async () => {
    await openWindow("offline");
    await open();
    expect(screen.getByRole("menuitemradio", { name: /dh-lab.*Offline/ })).toBeTruthy();
    expect(screen.getByRole("menuitemradio", { name: /hub.*Online/ })).toBeTruthy();
  });

  test("closes on Esc and gives the focus back", async () => {
    await openWindow();
    await open();
    await press("Escape");
    expect(screen.queryByRole("menu")).toBeNull();
    expect(document.activeElement).toBe(screen.getByTitle("Choose an account"));
  });

  test("lets leave the sandbox only in the sandbox", async () => {
    await openWindow();
    await open();
    expect(screen.queryByRole("menuitem", { name: "Leave the sandbox" })).toBeNull();
    await press("Escape");
    fake.change((snapshot) => ({ ...snapshot, sandbox: true }));
    await settle();
    await open();
    await click(screen.getByRole("menuitem", { name: "Leave the sandbox" }));
    expect(callsOf("leave_sandbox")).toHaveLength(1);
  });
});

describe("the top bar", () => {
  test("asks every server, and waits for the first answer before it asks again", async () => {
    await openWindow();
    fake.calls = [];
    fake.hold("refresh");
    await click(screen.getByRole("button", { name: "Ask the servers now" }));
    await click(screen.getByRole("button", { name: "Asking the servers" }));
    expect(callsOf("refresh")).toEqual([{ alias: null }]);
    expect(status().getByText("Reading 2 accounts")).toBeTruthy();
    fake.release("refresh");
    await settle();
    expect(screen.getByRole("button", { name: "Ask the servers now" })).toBeTruthy();
  });

  test("switches between light and dark and saves it", async () => {
    await openWindow();
    await click(screen.getByRole("button", { name: "Switch to dark" }));
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(fake.settings.theme).toBe("dark");
    await click(screen.getByRole("button", { name: "Switch to light" }));
    expect(fake.settings.theme).toBe("light");
  });

  test("goes back to the old colours when saving fails", async () => {
    await openWindow();
    fake.failNext("save_settings", { code: "indexFailed" });
    await click(screen.getByRole("button", { name: "Switch to dark" }));
    expect(document.documentElement.dataset.theme).toBe("light");
  });

  test("a search typed in the settings goes to all tokens", async () => {
    await openWindow();
    view.showSettings();
    await settle();
    const field = screen.getByRole<HTMLInputElement>("searchbox");
    field.value = "plot";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await settle();
    expect(view.room).toEqual({ name: "tokens", account: null });
    expect(rowNames()).toEqual(["plotter"]);
  });

  test("chooses the language where the settings cannot be reached yet", async () => {
    await openWindow("welcome");
    await click(screen.getByRole("button", { name: "Language: English" }));
    await click(screen.getByRole("menuitem", { name: "Italiano" }));
    expect(document.documentElement.lang).toBe("it");
    expect(fake.settings.language).toBe("it");
  });
});

describe("the status line", () => {
  test("says how fresh the oldest list is", async () => {
    await openWindow("two", () => {
      const at = (minutes: number) => new Date(fake.now() - minutes * 60_000).toISOString();
      fake.snapshot = { ...fake.snapshot, accounts: [demoAccount("dh-lab", { refreshedAt: at(7) }), demoAccount("hub", { refreshedAt: at(1) })] };
      fake.hold("refresh");
    });
    app.refreshing = false;
    await settle();
    expect(status().getByText("Updated 7 min ago")).toBeTruthy();
  });

  test("names the account that is away and how old its list is", async () => {
    await openWindow("offline");
    expect(status().getByText("dh-lab last updated 18 min ago")).toBeTruthy();
    expect(status().getByText("1 of 2 accounts online")).toBeTruthy();
  });

  test("leads from the store's state to its setting", async () => {
    await openWindow("locked");
    await click(status().getByRole("button", { name: "Secret Service: locked" }));
    expect(view.room).toEqual({ name: "settings", card: "store" });
  });

  test("counts down what is on the clipboard and clears it on request", async () => {
    await openWindow();
    await clipboard.copy("r-3");
    await settle();
    expect(status().getByText("Clipboard: my-pat, clears in 30 s")).toBeTruthy();
    await click(status().getByRole("button", { name: "Clear now" }));
    expect(callsOf("clear_clipboard")).toHaveLength(1);
    expect(status().queryByText(/copied/)).toBeNull();
  });

  test("does not count where nobody can clear the clipboard", async () => {
    await openWindow();
    fake.clipboardStays = true;
    await clipboard.copy("r-3");
    await settle();
    expect(status().getByText("Clipboard: my-pat, until something else is copied")).toBeTruthy();
  });
});

test("the first stop of Tab skips to the content", async () => {
  await openWindow();
  await click(screen.getByRole("link", { name: "Skip to content" }));
  expect(document.activeElement).toBe(screen.getByRole("main"));
});
