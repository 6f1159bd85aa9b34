import { screen } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import { fake } from "$lib/ipc/fake";
import { app, view } from "$lib/state";

import { callsOf, expectAccessible, openWindow, press } from "../../../test/window";
import { connectAgain } from "./beginning";
import { settle, click, address, username, password, alias, main, sent, noteOf, type, openForm, find, connect, fillIn } from "./testForm";

describe("without a usable store", () => {
  test("the state and the next step are named, and the tick is asked for", async () => {
    await openForm(() => (fake.storeState = "absent"));
    await fillIn();
    expect(main()).toContain("Secret Service cannot keep this sign-in now.");
    expect(main()).toContain("gnome-keyring or KWallet");
    await connect();
    const tick = screen.getByRole("checkbox");
    expect(document.activeElement).toBe(tick);
    expect(sent()).toEqual([]);
    await click(tick);
    expect(noteOf(password())).toContain("Kept in memory until this window closes");
    await connect();
    expect(sent()).toMatchObject([{ sessionOnly: true }]);
  });

  test("a store that came back is used after all", async () => {
    await openForm(() => (fake.storeState = "absent"));
    await fillIn();
    fake.storeState = "available";
    await connect();
    expect(sent()).toMatchObject([{ sessionOnly: false }]);
  });

  test("a locked one can be unlocked there; the tick is offered, not asked for", async () => {
    await openForm(() => (fake.storeState = "locked"));
    await fillIn();
    expect(screen.getByRole("checkbox", { name: /for this session only/ })).toBeTruthy();
    await click(screen.getByRole("button", { name: "Unlock" }));
    expect(screen.queryByRole("checkbox")).toBeNull();
    await connect();
    expect(sent()).toMatchObject([{ sessionOnly: false }]);
  });

  test("an unlock that was dismissed is said", async () => {
    await openForm(() => (fake.storeState = "locked"));
    await find();
    fake.failNext("unlock_store", { code: "keychainRefused" });
    await click(screen.getByRole("button", { name: "Unlock" }));
    expect(main()).toContain("Secret Service was not unlocked");
  });

  test("a store that fails while connecting brings the choice", async () => {
    await openForm();
    await fillIn();
    fake.storeState = "noDefaultCollection";
    fake.failNext("connect_account", { code: "keychainNoCollection" });
    await connect();
    expect(screen.getByRole("alert").textContent).toContain("no default collection");
    expect(screen.getByRole("checkbox", { name: /for this session only/ })).toBeTruthy();
  });
});

describe("connecting an account again", () => {
  async function openAgain() {
    await openWindow("attention");
    const account = app.account("dh-lab");
    if (account) connectAgain(account);
    await settle();
  }

  test("begins with what is known and never with a secret", async () => {
    await openAgain();
    expect(screen.getByRole("heading", { name: "Connect dh-lab again" })).toBeTruthy();
    expect(address().value).toBe("https://dh.lab.example.org");
    expect(username().value).toBe("admin");
    expect(alias().value).toBe("dh-lab");
    expect(password().value).toBe("");
  });

  test("lets the old account go only when its owner says so, and keeps its secrets", async () => {
    await openAgain();
    await type(password(), "pw");
    fake.failNext("connect_account", { code: "alreadyConnected" });
    await connect();
    expect(callsOf("disconnect_account")).toEqual([]);
    expect(screen.getByRole("alert").textContent).toContain("Secrets stay in Secret Service");
    await click(screen.getByRole("button", { name: "Replace" }));
    expect(callsOf("disconnect_account")).toEqual([{ alias: "dh-lab", forgetSecrets: false }]);
    expect(sent()).toHaveLength(2);
    expect(view.room).toEqual({ name: "tokens", account: "dh-lab" });
  });

  test("is not how the next form begins", async () => {
    await openAgain();
    await press("Escape");
    view.showConnect();
    await settle();
    expect(address().value).toBe("");
  });
});

describe("the form", () => {
  test("goes back with Esc, CANCEL and the arrow", async () => {
    await openForm();
    await press("Escape");
    expect(view.room).toEqual({ name: "welcome" });
    for (const name of ["Cancel", "Back"]) {
      view.showConnect();
      await settle();
      await click(screen.getByRole("button", { name }));
      expect(view.room).toEqual({ name: "welcome" });
    }
  });

  test("shows how far it is, and no sign-in as done before the server has accepted it", async () => {
    await openForm();
    const current = () => document.querySelector("[aria-current=step]")?.textContent;
    expect(current()).toContain("Server");
    await find();
    expect(current()).toContain("Sign in");
    await type(username(), "admin");
    await type(password(), "pw");
    expect(current()).toContain("Sign in");
  });

  test("says that nothing is written before the server has accepted it", async () => {
    await openForm();
    expect(screen.getByText("Nothing is written before the server has accepted it")).toBeTruthy();
  });

  test("is accessible when empty, full, refused and asked for consent", async () => {
    await openForm(() => (fake.storeState = "locked"));
    await expectAccessible();
    await find();
    await connect();
    await expectAccessible();
    fake.failNext("discover", { code: "certificateUntrusted" });
    await find("https://elsewhere.example.org");
    await expectAccessible();
    fake.failNext("discover", { code: "plainHttpConsent" });
    await find("http://10.0.0.12");
    await expectAccessible();
  }, 30_000);
});
