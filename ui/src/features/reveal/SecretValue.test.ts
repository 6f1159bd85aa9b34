import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { DEMO_SECRET, fake } from "$lib/ipc/fake";
import { announcer, app, clock } from "$lib/state";

import { callsOf, settle } from "../../../test/window";
import SecretValue from "./SecretValue.svelte";

let stop: () => void;

beforeEach(async () => {
  vi.useFakeTimers();
  fake.reset();
  stop = clock.start();
  const stopApp = await app.begin();
  const stopClock = stop;
  stop = () => {
    stopClock();
    stopApp();
  };
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

const inPage = () => document.documentElement.outerHTML.includes(DEMO_SECRET);
const button = (name: string) => screen.getByRole("button", { name });
const pass = async (ms: number) => {
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
};
async function reveal() {
  await fireEvent.click(button("Reveal"));
  await settle();
}

describe("the value", () => {
  test("is 27 dots until somebody asks for it", async () => {
    render(SecretValue, { id: "r-2" });
    expect(document.querySelector(".dots")?.textContent).toBe("•".repeat(27));
    expect(callsOf("reveal_secret")).toEqual([]);
    expect(inPage()).toBe(false);
  });

  test("is shown for 30 s and then gone from the page", async () => {
    render(SecretValue, { id: "r-2" });
    await reveal();
    expect(screen.getByRole("textbox", { name: "Token" }).innerHTML).toContain(DEMO_SECRET);
    expect(document.body.textContent, "text can be selected, and selections are public").not.toContain(DEMO_SECRET);
    expect(announcer.text).toBe("The value is shown for 30 s");
    await pass(6000);
    expect(screen.getByText("Hides in 24 s. Ctrl C copies all of it.")).toBeTruthy();
    await pass(23_900);
    expect(inPage()).toBe(true);
    await pass(200);
    expect(inPage()).toBe(false);
    expect(announcer.text).toBe("The value is hidden");
  });

  test("goes at once when it is hidden, and says so to whoever opened it", async () => {
    const onhidden = vi.fn();
    render(SecretValue, { id: "r-2", onhidden });
    await reveal();
    await fireEvent.click(button("Hide"));
    await settle();
    expect(inPage()).toBe(false);
    expect(onhidden).toHaveBeenCalledOnce();
  });

  test("goes at once when its panel closes, from the detached element too", async () => {
    const { unmount } = render(SecretValue, { id: "r-2" });
    await reveal();
    const element = document.querySelector<HTMLElement>(".secret")!;
    expect(element.dataset.value).toBe(DEMO_SECRET);
    unmount();
    await settle();
    expect(element.dataset.value).toBeUndefined();
    expect(inPage()).toBe(false);
  });

  test("goes at once when another token takes its place", async () => {
    const { rerender } = render(SecretValue, { id: "r-2" });
    await reveal();
    await rerender({ id: "r-3" });
    await settle();
    expect(inPage()).toBe(false);
    expect(button("Reveal")).toBeTruthy();
  });

  test("that comes after the panel was closed or changed is never shown", async () => {
    fake.hold("reveal_secret");
    const { rerender } = render(SecretValue, { id: "r-2" });
    await reveal();
    await rerender({ id: "r-3" });
    fake.release("reveal_secret");
    await settle();
    expect(inPage()).toBe(false);
  });

  test("is asked for once, however often the button is pressed meanwhile", async () => {
    fake.hold("reveal_secret");
    render(SecretValue, { id: "r-2" });
    await reveal();
    await fireEvent.click(button("Reveal"));
    fake.release("reveal_secret");
    await settle();
    expect(callsOf("reveal_secret")).toHaveLength(1);
    expect(inPage()).toBe(true);
  });

  test("that is not given leaves a reason", async () => {
    fake.failNext("reveal_secret", { code: "keychainLocked" });
    render(SecretValue, { id: "r-2" });
    await reveal();
    expect(screen.getByText("The keychain is locked. Unlock it and try again.")).toBeTruthy();
    expect(button("Reveal")).toBeTruthy();
  });

  test("can be shown from the start", async () => {
    render(SecretValue, { id: "r-2", showAtOnce: true });
    await settle();
    expect(inPage()).toBe(true);
  });
});

describe("press and hold", () => {
  async function hold() {
    await fireEvent.pointerDown(button("Reveal"), { button: 0 });
    await pass(400);
  }

  async function letGo(name: string) {
    const pressed = button(name);
    await fireEvent.pointerUp(pressed);
    await fireEvent.click(pressed);
    await settle();
  }

  test("only peeks", async () => {
    render(SecretValue, { id: "r-2" });
    await hold();
    expect(inPage()).toBe(true);
    await letGo("Hide");
    expect(inPage()).toBe(false);
    await pass(1000);
    expect(inPage()).toBe(false);
  });

  test("that ends before the value came shows nothing", async () => {
    fake.hold("reveal_secret");
    render(SecretValue, { id: "r-2" });
    await hold();
    await letGo("Reveal");
    fake.release("reveal_secret");
    await settle();
    expect(inPage()).toBe(false);
  });

  test("a short press is a click", async () => {
    render(SecretValue, { id: "r-2" });
    await fireEvent.pointerDown(button("Reveal"), { button: 0 });
    await pass(100);
    await letGo("Reveal");
    await pass(1000);
    expect(inPage()).toBe(true);
  });
});

describe("copying", () => {
  test("turns the button, counts down beside a ring, and says when the clipboard is cleared", async () => {
    render(SecretValue, { id: "r-2", focusCopy: true });
    expect(document.activeElement).toBe(button("Copy"));
    await fireEvent.click(button("Copy"));
    await settle();
    expect(button("Copied")).toBeTruthy();
    expect(screen.getByText("Copied. Clears in 30 s")).toBeTruthy();
    expect(document.querySelector(".ring")).toBeTruthy();
    await pass(3000);
    expect(screen.getByText("Copied. Clears in 27 s")).toBeTruthy();
    await pass(27_000);
    expect(screen.getByText("Clipboard cleared")).toBeTruthy();
    expect(button("Copy")).toBeTruthy();
    await pass(4100);
    expect(screen.queryByText("Clipboard cleared")).toBeNull();
    expect(callsOf("reveal_secret")).toEqual([]);
    expect(inPage()).toBe(false);
  });

  test("can be cleared before its time", async () => {
    render(SecretValue, { id: "r-2" });
    await fireEvent.click(button("Copy"));
    await settle();
    await fireEvent.click(button("Clear now"));
    await settle();
    expect(callsOf("clear_clipboard")).toHaveLength(1);
    expect(screen.getByText("Clipboard cleared")).toBeTruthy();
  });

  test("says when something else took the clipboard", async () => {
    render(SecretValue, { id: "r-2" });
    await fireEvent.click(button("Copy"));
    await settle();
    fake.emit("clipboard", "foreign");
    await settle();
    expect(screen.getByText("The clipboard holds something else now; nothing was cleared")).toBeTruthy();
  });

  test("does not count where the desktop lets nobody clear", async () => {
    fake.clipboardStays = true;
    render(SecretValue, { id: "r-2" });
    await fireEvent.click(button("Copy"));
    await settle();
    expect(screen.getByText(/This desktop does not let us clear the clipboard/)).toBeTruthy();
    expect(screen.queryByText(/Clears in/)).toBeNull();
    expect(document.querySelector(".ring")).toBeNull();
  });

  test("says why it failed", async () => {
    fake.failNext("copy_secret", { code: "clipboard" });
    render(SecretValue, { id: "r-2" });
    await fireEvent.click(button("Copy"));
    await settle();
    expect(screen.getByText("The clipboard cannot be used here. Reveal the secret instead.")).toBeTruthy();
  });

  test("by the page's own command goes to the shell, and the page's clipboard gets nothing", async () => {
    render(SecretValue, { id: "r-2" });
    await reveal();
    const event = new Event("copy", { bubbles: true, cancelable: true });
    const setData = vi.fn();
    Object.assign(event, { clipboardData: { setData } });
    screen.getByRole("textbox", { name: "Token" }).dispatchEvent(event);
    await settle();
    expect(event.defaultPrevented).toBe(true);
    expect(setData).not.toHaveBeenCalled();
    expect(callsOf("copy_secret")).toEqual([{ id: "r-2" }]);
  });

  test("by the page's own command means the secret wherever the focus is while it is shown, but never in a field", async () => {
    render(SecretValue, { id: "r-2" });
    const copyFrom = async (element: Element) => {
      const event = new Event("copy", { bubbles: true, cancelable: true });
      element.dispatchEvent(event);
      await settle();
      return event.defaultPrevented;
    };
    expect(await copyFrom(document.body)).toBe(false);
    await reveal();
    expect(await copyFrom(document.body)).toBe(true);
    const field = document.body.appendChild(document.createElement("input"));
    expect(await copyFrom(field)).toBe(false);
    expect(callsOf("copy_secret")).toEqual([{ id: "r-2" }]);
  });

  test("of one token says nothing about another", async () => {
    const { rerender } = render(SecretValue, { id: "r-2" });
    await fireEvent.click(button("Copy"));
    await rerender({ id: "r-3" });
    await settle();
    expect(button("Copy")).toBeTruthy();
    expect(screen.queryByText(/Clears in/)).toBeNull();
  });
});
