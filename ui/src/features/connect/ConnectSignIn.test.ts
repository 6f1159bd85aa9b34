import { fireEvent, screen } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import type { ErrorCode } from "$lib/ipc";
import { fake } from "$lib/ipc/fake";
import { announcer, app, view } from "$lib/state";

import { expectAccessible, openWindow, press } from "../../../test/window";
import { HUB, settle, click, address, username, password, token, alias, sent, noteOf, type, openForm, find, connect, choose, fillIn } from "./testForm";

describe("the secret", () => {
  const shown = () => document.querySelector<HTMLElement>("[data-value]");
  const toggle = () => click(screen.getByRole("button", { name: /^(Show|Hide): / }));

  test("is hidden until its owner wants to see it, and never offered for completion", async () => {
    await openForm();
    await fillIn();
    expect(password().autocomplete).toBe("off");
    expect(shown()).toBeNull();
    const button = screen.getByRole("button", { name: "Show: Password" });
    expect(button.getAttribute("aria-pressed")).toBe("false");
    await click(button);
    expect(screen.getByRole("group", { name: "Shown: Password" })).toBe(shown());
    expect(shown()?.dataset.value).toBe("pw ");
    expect(button.getAttribute("aria-pressed")).toBe("true");
    await click(screen.getByRole("button", { name: "Hide: Password" }));
    expect(shown()).toBeNull();
  });

  test("is shown where no selection and no copy takes it along", async () => {
    await openForm();
    await fillIn();
    await toggle();
    expect(password().type, "what is selected in a text field is public on X11, and Ctrl C copies it").toBe("password");
    expect(document.body.textContent, "text can be selected").not.toContain("pw ");
    expect(noteOf(password()), "it would be read aloud with every focus").not.toContain("pw ");
    await expectAccessible();
  });

  test("is shown as it is typed, and as what was pasted becomes", async () => {
    await openForm();
    await find();
    await choose(/Personal Access Token/);
    await toggle();
    expect(shown(), "nothing to show").toBeNull();
    await type(token(), "dhp_1");
    expect(shown()?.dataset.value).toBe("dhp_1");
    await type(token(), "Bearer dhp_12");
    expect(shown()?.dataset.value).toBe("dhp_12");
    await type(token(), "");
    expect(shown()).toBeNull();
  });

  test.each([
    ["it is hidden", toggle],
    ["the method changes", () => choose(/Personal Access Token/)],
    ["the server changes", () => find("https://elsewhere.example.org")],
    ["the form is left", () => press("Escape")],
  ])("leaves the detached line too when %s", async (_when, leave) => {
    await openForm();
    await fillIn();
    await toggle();
    const line = shown()!;
    expect(line.dataset.value).toBe("pw ");
    await leave();
    expect(line.isConnected).toBe(false);
    expect(line.dataset.value).toBeUndefined();
  });

  test("loses a pasted Bearer prefix and says so", async () => {
    await openForm();
    await find();
    await choose(/Personal Access Token/);
    await type(token(), " Bearer dhp_1 ");
    expect(token().value).toBe("dhp_1");
    expect(noteOf(token())).toContain("“Bearer ” was removed");
    await connect();
    expect(sent()).toMatchObject([{ method: "pat", username: null, secret: "dhp_1" }]);
  });

  test("keeps the spaces of a password", async () => {
    await openForm();
    await fillIn();
    await connect();
    expect(sent()).toMatchObject([{ method: "basic", username: "admin", secret: "pw ", alias: "dh-lab", sessionOnly: false, url: HUB }]);
  });

  test("is not one token with a space inside", async () => {
    await openForm();
    await find();
    await choose(/Personal Access Token/);
    await type(token(), "dhp_1 dhp_2");
    await connect();
    expect(noteOf(token())).toContain("not one token");
    expect(sent()).toEqual([]);
  });

  test("typed for one method is not used for another", async () => {
    await openForm();
    await fillIn();
    await choose(/Personal Access Token/);
    expect(token().value).toBe("");
  });

  test("typed for one server is not sent to another", async () => {
    await openForm();
    await fillIn();
    await find(`${HUB}/core`);
    expect(password().value).toBe("pw ");
    await find("https://elsewhere.example.org");
    expect(password().value).toBe("");
  });

  test("is gone when the form is left", async () => {
    await openForm();
    await fillIn();
    await press("Escape");
    view.showConnect();
    await settle();
    await find();
    expect(password().value).toBe("");
    expect(document.body.innerHTML).not.toContain("pw ");
  });
});

describe("CONNECT", () => {
  test("is never disabled: it puts the focus on what is missing and names all of it", async () => {
    await openForm();
    const button = screen.getByRole<HTMLButtonElement>("button", { name: "Connect" });
    expect(button.disabled).toBe(false);
    expect(button.getAttribute("aria-disabled")).toBeNull();
    await connect();
    expect(document.activeElement).toBe(address());
    expect(noteOf(address())).toContain("Enter the address");
    await find();
    await connect();
    expect(document.activeElement).toBe(username());
    expect(noteOf(password())).toContain("Enter the password");
    expect(announcer.text).toBe("2 fields need attention");
    await type(username(), "admin");
    await connect();
    expect(document.activeElement).toBe(password());
    await type(password(), "pw");
    await type(alias(), "");
    await connect();
    expect(document.activeElement).toBe(alias());
    expect(sent()).toEqual([]);
  });

  test("is what Enter does", async () => {
    await openForm();
    await fillIn();
    const form = password().form;
    expect(form?.querySelector("[type=submit]")).toBe(screen.getByRole("button", { name: "Connect" }));
    await fireEvent.submit(form as HTMLFormElement);
    await settle();
    expect(sent()).toHaveLength(1);
  });

  test("sends once, however often it is pressed, and goes to the account's tokens", async () => {
    await openForm(() => fake.hold("connect_account"));
    await fillIn();
    await connect();
    await connect();
    expect(screen.getByText("Signing in…")).toBeTruthy();
    expect(password().readOnly).toBe(true);
    fake.release("connect_account");
    await settle();
    expect(sent()).toHaveLength(1);
    expect(view.room).toEqual({ name: "tokens", account: "dh-lab" });
    expect(announcer.text).toBe("dh-lab is connected.");
  });

  test("does not pull back whoever left meanwhile", async () => {
    await openForm(() => fake.hold("connect_account"));
    await fillIn();
    await connect();
    await press("Escape");
    fake.release("connect_account");
    await settle();
    expect(view.room).toEqual({ name: "welcome" });
    expect(app.accounts).toHaveLength(1);
  });

  test("a wrong alias is named when its field is left", async () => {
    await openForm();
    await find();
    await type(alias(), "DH Lab");
    await fireEvent.blur(alias());
    await settle();
    expect(noteOf(alias())).toContain("1 to 32 characters");
  });
});

describe("what the server or the shell refuses", () => {
  async function refuse(code: ErrorCode, more: object = {}) {
    await openForm();
    await fillIn();
    fake.failNext("connect_account", { code, ...more });
    await connect();
  }

  test("a wrong password is said beside it, with the focus there", async () => {
    await refuse("signInRefused");
    expect(noteOf(password())).toContain("User name or password is wrong");
    expect(document.activeElement).toBe(password());
    await type(password(), "pw2");
    expect(noteOf(password())).not.toContain("wrong");
  });

  test.each<[ErrorCode, string]>([
    ["signInExpired", "This token has expired"],
    ["signInUnknown", "does not accept this token"],
    ["signInRefused", "does not accept this token"],
    ["signInMalformed", "is no token of this server"],
    ["signInDeactivated", "deactivated or locked"],
    ["subjectGone", "has been removed"],
  ])("a token is told apart: %s", async (code, why) => {
    await openForm();
    await find();
    await choose(/Personal Access Token/);
    await type(token(), "dhp_1");
    fake.failNext("connect_account", { code });
    await connect();
    expect(noteOf(token())).toContain(why);
  });

  test("an alias that is taken is said beside it", async () => {
    await refuse("aliasTaken", { field: "alias" });
    expect(noteOf(alias())).toContain("Another account has this alias");
    expect(document.activeElement).toBe(alias());
  });

  test("an invalid value is said beside the field it came from", async () => {
    await refuse("invalid", { field: "username", message: "a user name cannot contain a colon" });
    expect(noteOf(username())).toBe("A user name cannot contain a colon.");
  });

  test("a certificate that changed meanwhile is the address's trouble", async () => {
    await refuse("certificateMismatch");
    expect(screen.getByText("Certificate does not match")).toBeTruthy();
    expect(document.activeElement).toBe(address());
  });

  test.each<ErrorCode>(["unreachable", "timedOut", "forbidden", "noRole", "projectRolesOnly", "clockOff", "databaseDown", "starting", "quotaUsedUp", "instanceBlocked", "rateLimited", "serverFailed", "badAnswer", "rejected", "indexFailed", "internal", "keychainRefused", "keychainTimedOut"])(
    "%s is said in the banner and keeps what was typed",
    async (code) => {
      await refuse(code, { message: "" });
      expect(screen.getByRole("alert").textContent?.length).toBeGreaterThan(20);
      expect(password().value).toBe("pw ");
    },
  );

  test("what may pass can be tried again from the banner", async () => {
    await refuse("unreachable", { retryable: true });
    await click(screen.getByRole("button", { name: "Try again" }));
    expect(view.room.name).toBe("tokens");
  });

  test("an identity that is connected already leads to its account", async () => {
    await openWindow("demo");
    view.showConnect();
    await settle();
    await find("https://dh.lab.example.org");
    await type(username(), "admin");
    await type(password(), "pw");
    fake.failNext("connect_account", { code: "alreadyConnected" });
    await connect();
    await click(screen.getByRole("button", { name: "Show dh-lab" }));
    expect(view.room).toEqual({ name: "tokens", account: "dh-lab" });
  });
});
