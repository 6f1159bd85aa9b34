import { afterEach, describe, expect, test, vi } from "vitest";

import { language } from "$lib/i18n";
import { fake } from "$lib/ipc/fake";
import { troubleOf } from "$lib/ipc/fake-demo";

import { setSystemDark } from "../../../test/dom";

import { announcer, app, clipboard, clock, handleKey, registerKeys, view } from ".";

const stops: (() => void)[] = [];
const begin = async () => stops.push(await app.begin());

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  document.body.innerHTML = "";
  vi.useRealTimers();
});

describe("the clipboard", () => {
  test("keeps a secret nobody else has until the user has decided, and only then counts", async () => {
    vi.useFakeTimers();
    fake.reset("unsaved");
    await app.load();
    const [unsaved] = app.snapshot?.unsaved ?? [];
    await clipboard.copy(unsaved!.id);
    expect(clipboard.of(unsaved!.id).name).toBe("waits");
    expect(clipboard.secondsLeft).toBeNull();
    clipboard.heard(30);
    expect(clipboard.secondsLeft).toBe(30);
    expect(clipboard.has(unsaved!.id)).toBe(true);
    vi.useRealTimers();
  });

  test("counts down from the seconds the shell named, never from one more", async () => {
    vi.useFakeTimers();
    stops.push(clock.start());
    vi.advanceTimersByTime(700);
    await clipboard.copy("r-1");
    expect(clipboard.secondsLeft).toBe(30);
    vi.advanceTimersByTime(12_300);
    expect(clipboard.secondsLeft).toBe(18);
    expect(announcer.text).toBe("Copied. Clears in 30 s");
  });

  test("says what became of it, and forgets after a while", async () => {
    vi.useFakeTimers();
    await clipboard.copy("r-1");
    clipboard.heard("foreign");
    expect(clipboard.of("r-1").name).toBe("foreign");
    expect(clipboard.of("r-2").name).toBe("empty");
    vi.advanceTimersByTime(4000);
    expect(clipboard.phase.name).toBe("empty");
  });

  test("a second copy outlives the last word about the first", async () => {
    vi.useFakeTimers();
    await clipboard.copy("r-1");
    clipboard.heard("cleared");
    await clipboard.copy("r-2");
    vi.advanceTimersByTime(4000);
    expect(clipboard.of("r-2").name).toBe("copied");
  });

  test("what the shell says without a copy of ours changes nothing", () => {
    clipboard.heard("cleared");
    expect(clipboard.phase.name).toBe("empty");
  });

  test("counts nothing where nobody may clear it", async () => {
    fake.clipboardStays = true;
    expect(await clipboard.copy("r-1")).toBe(true);
    expect(clipboard.secondsLeft).toBeNull();
  });

  test("a failure stays until it is dismissed", async () => {
    fake.failNext("copy_secret", { code: "notHeld" });
    expect(await clipboard.copy("r-1")).toBe(false);
    expect(clipboard.of("r-1")).toMatchObject({ name: "failed", why: expect.stringMatching(/^The secret of this token is not on this machine/) });
    clipboard.dismiss();
    expect(clipboard.phase.name).toBe("empty");
  });

  test("dismissing does not forget a secret that is on it", async () => {
    await clipboard.copy("r-1");
    clipboard.dismiss();
    expect(clipboard.of("r-1").name).toBe("copied");
  });
});

describe("the page's knowledge", () => {
  test("settings that cannot be saved go back, and the reason is passed on", async () => {
    await begin();
    fake.failNext("save_settings", { code: "indexFailed" });
    await expect(app.saveSettings({ theme: "dark", language: "it" })).rejects.toMatchObject({ code: "indexFailed" });
    expect(app.settings).toMatchObject({ theme: "light", language: "en" });
    expect(document.documentElement.dataset.theme).toBe("light");
    expect(language.code).toBe("en");
  });

  test("the theme follows the system only while the setting says so", async () => {
    fake.settings = { ...fake.settings, theme: "system" };
    await begin();
    expect(app.dark).toBe(false);
    setSystemDark(true);
    expect(app.dark).toBe(true);
    expect(document.documentElement.dataset.theme).toBe("dark");
    await app.saveSettings({ theme: "light" });
    expect(document.documentElement.dataset.theme).toBe("light");
  });

  test("servers are asked once at a time", async () => {
    await begin();
    fake.hold("refresh");
    const first = app.refresh();
    await app.refresh("hub");
    fake.release("refresh");
    await first;
    expect(fake.calls.filter(({ command }) => command === "refresh")).toHaveLength(1);
    expect(app.refreshing).toBe(false);
  });

  test("a refresh that fails is said, and can be tried again", async () => {
    await begin();
    fake.failNext("refresh", troubleOf("unreachable"));
    await app.refresh();
    expect(announcer.text).toMatch(/^Nothing answers at this address/);
    expect(app.refreshing).toBe(false);
  });

  test("a store that is refused stays as it was and is said", async () => {
    fake.storeState = "locked";
    await begin();
    await app.reportStore();
    fake.failNext("unlock_store", troubleOf("keychainRefused"));
    expect(await app.unlockStore()).toBe(false);
    expect(app.storeUnusable).toBe(true);
    expect(announcer.text).toMatch(/^The keychain refused/);
    expect(await app.unlockStore()).toBe(true);
    expect(app.storeUnusable).toBe(false);
  });

  test("the same sentence twice is said twice", () => {
    announcer.say("Copied");
    const first = announcer.text;
    announcer.say("Copied");
    expect(announcer.text).not.toBe(first);
    expect(announcer.text.trim()).toBe("Copied");
  });
});

describe("keys", () => {
  const press = (key: string, target: Element = document.body, init: KeyboardEventInit = {}) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
    target.addEventListener("keydown", (heard) => handleKey(heard as KeyboardEvent), { once: true });
    target.dispatchEvent(event);
    return event.defaultPrevented;
  };

  test("the last to register comes first and may pass a key on", () => {
    const heard: string[] = [];
    stops.push(registerKeys({ x: () => void heard.push("below") }));
    const stop = registerKeys({ x: () => (heard.push("above"), heard.length > 1) });
    expect(press("x")).toBe(true);
    expect(heard).toEqual(["above", "below"]);
    press("x");
    expect(heard).toEqual(["above", "below", "above"]);
    stop();
    press("x");
    expect(heard.at(-1)).toBe("below");
  });

  test("rest in fields, menus and under dialogs, and with a modifier", () => {
    const heard = vi.fn();
    stops.push(registerKeys({ x: heard }));
    document.body.innerHTML = `<input id="a"><textarea id="b"></textarea><select id="c"></select><div role="menu"><button id="d"></button></div><input type="checkbox" id="e">`;
    const by = (id: string) => document.getElementById(id)!;
    for (const id of ["a", "b", "c", "d"]) expect(press("x", by(id))).toBe(false);
    expect(press("x", document.body, { ctrlKey: true })).toBe(false);
    expect(press("x", by("e"))).toBe(true);
    document.body.innerHTML += "<dialog open></dialog>";
    expect(press("x")).toBe(false);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  test("a key that nobody means is left to the page", () => {
    expect(press("q")).toBe(false);
    expect(press("constructor")).toBe(false);
  });
});

describe("the view", () => {
  test("the connect form goes back to where it was opened", () => {
    view.showTokens("hub");
    view.showConnect();
    view.showConnect();
    view.leaveConnect();
    expect(view.room).toEqual({ name: "tokens", account: "hub" });
  });

  test("another room closes the drawer", () => {
    for (const leave of [() => view.showTokens(null), () => view.showSettings(), () => view.showConnect(), () => view.showWelcome()]) {
      view.reset();
      view.drawer = "r-1";
      leave();
      expect(view.drawer).toBeNull();
    }
  });
});
