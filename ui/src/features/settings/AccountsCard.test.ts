import { fireEvent, screen } from "@testing-library/svelte";
import { describe, expect, test, vi } from "vitest";

import type { ErrorCode } from "$lib/ipc";
import { fake } from "$lib/ipc/fake";
import { demoAccount, demoSnapshot, troubleOf } from "$lib/ipc/fake-demo";
import { announcer, app, view } from "$lib/state";

import { callsOf, click, press, settle } from "../../../test/window";
import { card, choose, dialog, openSettings } from "./testSettings";

describe("an account", () => {
  test("is listed with host, user and state", async () => {
    await openSettings("offline");
    const accounts = card("Accounts");
    expect(accounts.getByText("dh.lab.example.org · admin")).toBeTruthy();
    expect(accounts.getByText("Online")).toBeTruthy();
    expect(accounts.getByText("Offline")).toBeTruthy();
    expect(accounts.getByText(/Nothing answers at this address/)).toBeTruthy();
  });

  test("wears its badges", async () => {
    const account = demoAccount("dh-lab", { plainHttp: true, sessionOnly: true, extraCa: true });
    await openSettings("demo", () => (fake.snapshot = { ...demoSnapshot(), sandbox: true, accounts: [account] }));
    for (const badge of ["Not encrypted", "This session only", "Sandbox"]) expect(card("Accounts").getByText(badge)).toBeTruthy();
    expect(card("Accounts").getByText(/own certificate authority/)).toBeTruthy();
  });

  test("another one can be connected", async () => {
    await openSettings();
    await click(card("Accounts").getByRole("button", { name: "Connect" }));
    expect(view.room.name).toBe("connect");
  });

  test.each<[ErrorCode, string]>([
    ["signInExpired", "The token it signs in with has expired."],
    ["signInRefused", "Its user name or password is no longer accepted."],
    ["signInUnknown", "The server no longer knows the token it signs in with."],
    ["signInDeactivated", "The user it signs in as is deactivated or locked. Ask the server’s administrator to activate it."],
    ["subjectGone", "The user it signs in as, or its organization, has been removed."],
    ["signedOut", "Its sign-in ended with the last session."],
  ])("that cannot sign in can be connected again: %s", async (code, why) => {
    const account = demoAccount("dh-lab", { state: "needsAttention", trouble: troubleOf(code, false) });
    await openSettings("demo", () => (fake.snapshot = { ...demoSnapshot(), accounts: [account] }));
    expect(card("Accounts").getByText(why)).toBeTruthy();
    await click(card("Accounts").getByRole("button", { name: "Connect again" }));
    expect(screen.getByRole("heading", { name: "Connect dh-lab again" })).toBeTruthy();
  });

  test("that is well is not offered a new sign-in", async () => {
    await openSettings();
    await click(card("Accounts").getByRole("button", { name: "Actions of dh-lab" }));
    expect(screen.getAllByRole("menuitem").map((item) => item.textContent?.trim())).toEqual(["Change address…", "Disconnect…"]);
  });
});

describe("a sign-in that can be renewed at the server", () => {
  const page = "https://id.example.com/ui/console/users/311000000000000006?id=pat";

  test("names the page, to be copied", async () => {
    const writeText = vi.fn().mockResolvedValue(undefined);
    vi.stubGlobal("navigator", { ...navigator, clipboard: { writeText } });
    await openSettings("renewal");
    expect(card("Accounts").getByText("Make a new one at")).toBeTruthy();
    await click(card("Accounts").getByRole("button", { name: "Copy the address" }));
    expect(writeText).toHaveBeenCalledWith(page);
    await vi.waitFor(() => expect(announcer.text).toBe("The address is copied"));
    vi.unstubAllGlobals();
  });

  test("has no such page for other troubles", async () => {
    await openSettings("renewal", () => (fake.snapshot = { ...fake.snapshot, accounts: fake.snapshot.accounts.map((account) => (account.trouble ? { ...account, trouble: troubleOf("subjectGone", false) } : account)) }));
    expect(card("Accounts").queryByText("Make a new one at")).toBeNull();
  });
});

describe("the interface of an account", () => {
  const choice = (alias: string) => card("Accounts").getByLabelText<HTMLSelectElement>(`Interface of ${alias}`);

  test("is chosen only where the server has several", async () => {
    await openSettings("home");
    expect(choice("prod").selectedOptions[0]?.textContent).toBe("Automatic (Connect)");
    expect([...choice("prod").options].map((option) => option.textContent)).toEqual(["Automatic (Connect)", "Connect", "REST v2", "Management v1"]);
    expect(card("Accounts").queryByLabelText("Interface of dh-lab")).toBeNull();
  });

  test("is pinned, and left to the program again", async () => {
    await openSettings("home");
    await fireEvent.change(choice("prod"), { target: { value: "management" } });
    await settle();
    expect(callsOf("pin_interface")).toEqual([{ alias: "prod", id: "management" }]);
    expect(choice("prod").value).toBe("management");
    await fireEvent.change(choice("prod"), { target: { value: "" } });
    await settle();
    expect(callsOf("pin_interface").at(-1)).toEqual({ alias: "prod", id: null });
    expect(choice("prod").selectedOptions[0]?.textContent).toBe("Automatic (Management v1)");
  });

  test("that the server does not speak says so and stays as it was", async () => {
    await openSettings("home");
    fake.failNext("pin_interface", { code: "interfaceMissing" });
    await fireEvent.change(choice("prod"), { target: { value: "rest" } });
    await settle();
    expect(card("Accounts").getByText(/does not speak the interface/)).toBeTruthy();
    expect(choice("prod").value).toBe("");
  });
});

describe("disconnecting", () => {
  const disconnect = () => click(dialog().getByRole("button", { name: "Disconnect" }));

  test("keeps the secrets unless asked otherwise, and says so", async () => {
    await openSettings();
    await choose("dh-lab", "Disconnect…");
    expect(document.activeElement?.textContent?.trim()).toBe("Cancel");
    expect(dialog().getByText("The secrets of 3 tokens stay in Secret Service.")).toBeTruthy();
    await disconnect();
    expect(callsOf("disconnect_account")).toEqual([{ alias: "dh-lab", forgetSecrets: false }]);
    expect(app.accounts.map(({ alias }) => alias)).toEqual(["hub"]);
    await vi.waitFor(() => expect(announcer.text).toBe("dh-lab is disconnected."));
    expect(view.room.name).toBe("settings");
  });

  test("forgets the secrets when the box is ticked", async () => {
    await openSettings();
    await choose("dh-lab", "Disconnect…");
    await click(dialog().getByRole("checkbox", { name: "Also remove its 3 secrets from Secret Service" }));
    expect(dialog().queryByText(/stay in Secret Service/)).toBeNull();
    await disconnect();
    expect(callsOf("disconnect_account")).toEqual([{ alias: "dh-lab", forgetSecrets: true }]);
  });

  test("is left with CANCEL or Esc, and nothing has happened", async () => {
    await openSettings();
    await choose("dh-lab", "Disconnect…");
    await click(dialog().getByRole("button", { name: "Cancel" }));
    await choose("dh-lab", "Disconnect…");
    await press("Escape");
    expect(document.querySelector("dialog")).toBeNull();
    expect(callsOf("disconnect_account")).toEqual([]);
  });

  test("says why it did not work and stays open", async () => {
    await openSettings();
    await choose("dh-lab", "Disconnect…");
    fake.failNext("disconnect_account", { code: "keychainLocked" });
    await disconnect();
    expect(dialog().getByRole("alert").textContent).toContain("The keychain is locked");
    expect(app.account("dh-lab")).toBeTruthy();
  });

  test("of the last account leads back to the welcome page", async () => {
    await openSettings("demo");
    await choose("dh-lab", "Disconnect…");
    await disconnect();
    await vi.waitFor(() => expect(view.room).toEqual({ name: "welcome" }));
  });
});

describe("changing the address", () => {
  const field = () => dialog().getByLabelText<HTMLInputElement>(/^Server address/);
  const note = () => document.getElementById(field().getAttribute("aria-describedby") ?? "")?.textContent ?? "";

  async function moveTo(url: string) {
    await fireEvent.input(field(), { target: { value: url } });
    await fireEvent.submit(document.querySelector("dialog form") as HTMLFormElement);
    await settle();
  }

  test("begins with the old one and moves the account", async () => {
    await openSettings();
    await choose("dh-lab", "Change address…");
    expect(field().value).toBe("https://dh.lab.example.org");
    expect(document.activeElement).toBe(field());
    await moveTo(" https://dh.new.example.org ");
    expect(callsOf("change_address")).toEqual([{ alias: "dh-lab", url: "https://dh.new.example.org" }]);
    expect(card("Accounts").getByText("dh.new.example.org · admin")).toBeTruthy();
    await vi.waitFor(() => expect(announcer.text).toBe("dh-lab has its new address."));
  });

  test.each([
    ["", "Enter the address"],
    ["dh.new.example.org", "needs a scheme"],
    ["https://a:b@dh.new.example.org", "Take the user name and password out"],
  ])("to “%s” is refused beside the field without asking", async (url, why) => {
    await openSettings();
    await choose("dh-lab", "Change address…");
    await moveTo(url);
    expect(note()).toContain(why);
    expect(callsOf("change_address")).toEqual([]);
  });

  test("an address at fault is blamed beside the field; where consent would help, the way to it is named", async () => {
    await openSettings();
    await choose("dh-lab", "Change address…");
    fake.failNext("change_address", { code: "wrongProduct" });
    await moveTo("https://dh.new.example.org");
    expect(note()).toContain("Nothing that Patwarden can manage");
    fake.failNext("change_address", { code: "plainHttpConsent", field: "url" });
    await moveTo("http://10.0.0.12");
    expect(note()).toContain("as an account of its own");
  });

  test("anything else is said in the dialog, which stays open", async () => {
    await openSettings();
    await choose("dh-lab", "Change address…");
    fake.failNext("change_address", { code: "unreachable" });
    await moveTo("https://dh.new.example.org");
    expect(dialog().getByRole("alert").textContent).toContain("Nothing answers");
    expect(card("Accounts").getByText("dh.lab.example.org · admin")).toBeTruthy();
  });
});
