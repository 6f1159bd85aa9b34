import { configure, fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import { DEMO_SECRET, fake } from "$lib/ipc/fake";
import type { UnsavedView } from "$lib/ipc";
import { announcer, view } from "$lib/state";

import { callsOf, click, expectAccessible, openWindow, press, settle } from "../../../test/window";

// The live region repeats what stands on the page; asked for is what can be seen.
configure({ defaultIgnore: "script, style, [role=status]" });

const dialog = () => within(screen.getByRole("alertdialog"));
const button = (name: string) => dialog().getByRole("button", { name });
const inPage = () => document.documentElement.outerHTML.includes(DEMO_SECRET);

async function openUnsaved(change: Partial<UnsavedView> = {}) {
  await openWindow("unsaved", () => {
    fake.snapshot = { ...fake.snapshot, unsaved: fake.snapshot.unsaved.map((unsaved) => ({ ...unsaved, ...change })) };
  });
}

test("it says what exists and why it is not saved, with the focus on trying again", async () => {
  await openUnsaved();
  expect(dialog().getByText("Secret Service refused to save this token.")).toBeTruthy();
  expect(dialog().getByText("etl-nightly")).toBeTruthy();
  expect(document.activeElement).toBe(button("Try again"));
  expect(inPage()).toBe(false);
});

test("nothing closes it by accident: no X, and Esc and the backdrop do nothing", async () => {
  await openUnsaved();
  expect(dialog().queryByRole("button", { name: "Close" })).toBeNull();
  await press("Escape");
  await press("Escape");
  const element = screen.getByRole("alertdialog");
  await fireEvent.mouseDown(element);
  await fireEvent.click(element);
  const cancel = new Event("cancel", { cancelable: true });
  element.dispatchEvent(cancel);
  await settle();
  expect(cancel.defaultPrevented).toBe(true);
  expect(view.dialog?.name).toBe("unsaved");
  expect(dialog().getByText("What should happen to it?")).toBeTruthy();
});

test("there is no way to another store, because there is none yet", async () => {
  await openUnsaved();
  expect(dialog().getAllByRole("button").map((one) => one.textContent?.trim())).toEqual(["Try again", "Reveal", "Revoke"]);
});

describe("trying again", () => {
  test("that works goes on to the second page", async () => {
    await openUnsaved();
    fake.storeRefuses = false;
    await click(button("Try again"));
    expect(callsOf("store_unsaved")).toEqual([{ id: "r-9" }]);
    const page = within(screen.getByRole("dialog"));
    expect(page.getByText("Saved in Secret Service.")).toBeTruthy();
    await press("Escape");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(view.dialog).toBeNull();
  });

  test("goes on to the second page too when the list hears of it before the answer comes", async () => {
    await openUnsaved();
    fake.storeRefuses = false;
    fake.hold("store_unsaved");
    await click(button("Try again"));
    const { unsaved } = fake.snapshot;
    fake.change((snapshot) => ({ ...snapshot, unsaved: [] }));
    await settle();
    fake.snapshot = { ...fake.snapshot, unsaved };
    fake.release("store_unsaved");
    await settle();
    expect(within(screen.getByRole("dialog")).getByText("Saved in Secret Service.")).toBeTruthy();
  });

  test("that is refused again says so and leaves every way open", async () => {
    await openUnsaved();
    await click(button("Try again"));
    expect(dialog().getByRole("alert").textContent).toContain("Secret Service refused again.");
    expect(announcer.text).toContain("Secret Service refused again.");
    expect(button("Reveal")).toBeTruthy();
  });

  test("keeps the other ways shut while it runs", async () => {
    await openUnsaved();
    fake.hold("store_unsaved");
    await click(button("Try again"));
    await click(button("Revoke"));
    expect(button("Try again").getAttribute("aria-busy")).toBe("true");
    expect(callsOf("revoke_unsaved")).toEqual([]);
    fake.release("store_unsaved");
    await settle();
  });
});

describe("revealing", () => {
  test("shows the value, and only then the user can say that he has it", async () => {
    await openUnsaved();
    await click(button("Reveal"));
    expect(inPage()).toBe(true);
    await click(button("I have it, close"));
    expect(callsOf("settle_unsaved")).toEqual([{ id: "r-9" }]);
    expect(view.dialog).toBeNull();
    expect(inPage()).toBe(false);
  });

  test("that fails does not count as having it", async () => {
    await openUnsaved();
    fake.failNext("reveal_secret", { code: "internal" });
    await click(button("Reveal"));
    expect(dialog().queryByRole("button", { name: "I have it, close" })).toBeNull();
    expect(callsOf("settle_unsaved")).toEqual([]);
  });

  test("copying counts as having it too", async () => {
    await openUnsaved();
    await click(button("Reveal"));
    await click(button("Hide"));
    await click(button("Copy"));
    expect(button("I have it, close")).toBeTruthy();
  });

  test("changes what would become of it at the end of the app", async () => {
    await openUnsaved();
    expect(dialog().getByText(/it revokes the token first/)).toBeTruthy();
    await click(button("Reveal"));
    expect(dialog().getByText(/the token stays when the app quits/)).toBeTruthy();
  });
});

describe("revoking", () => {
  test("ends it", async () => {
    await openUnsaved();
    await click(button("Revoke"));
    expect(callsOf("revoke_unsaved")).toEqual([{ id: "r-9" }]);
    expect(view.dialog).toBeNull();
    expect(announcer.text).toContain("etl-nightly was revoked");
  });

  test("that fails says why and stays", async () => {
    await openUnsaved();
    fake.failNext("revoke_unsaved", { code: "unreachable" });
    await click(button("Revoke"));
    expect(dialog().getByRole("alert").textContent).toContain("Nothing answers at this address");
  });

  test("is not offered for a token that the server does not name", async () => {
    await openUnsaved({ revocable: false });
    await click(button("Revoke"));
    expect(callsOf("revoke_unsaved")).toEqual([]);
    expect(button("Revoke").getAttribute("title")).toContain("does not say which of its tokens");
    expect(dialog().getByText(/the token stays on the server without its value/)).toBeTruthy();
  });
});

describe("a token created without a store", () => {
  test("has its value revealed first, and can be saved after all", async () => {
    await openUnsaved({ reason: null });
    expect(dialog().getByText("You chose to copy it yourself.", { exact: false })).toBeTruthy();
    expect(document.activeElement).toBe(button("Reveal"));
    fake.storeRefuses = false;
    await click(button("Save"));
    expect(screen.getByText("Saved in Secret Service.")).toBeTruthy();
  });
});

describe("quitting", () => {
  test("is asked about once, with what would become of the token", async () => {
    await openUnsaved();
    fake.emit("unsaved-blocks-close");
    await settle();
    expect(dialog().getByText(/Without a decision the token is revoked/)).toBeTruthy();
    await click(button("Stay"));
    expect(dialog().queryByRole("button", { name: "Quit anyway" })).toBeNull();
    expect(callsOf("quit_anyway")).toEqual([]);
    fake.emit("unsaved-blocks-close");
    await settle();
    await click(button("Quit anyway"));
    expect(callsOf("quit_anyway")).toHaveLength(1);
  });
});

test("several are decided one after the other", async () => {
  await openUnsaved();
  fake.change((snapshot) => ({ ...snapshot, unsaved: [...snapshot.unsaved, { ...snapshot.unsaved[0]!, id: "r-10", name: "second" }] }));
  await settle();
  await click(button("Revoke"));
  expect(dialog().getByText("second")).toBeTruthy();
  await click(button("Revoke"));
  expect(view.dialog).toBeNull();
});

test("it is accessible, with the value shown too", async () => {
  await openUnsaved();
  await expectAccessible();
  await click(button("Reveal"));
  await expectAccessible();
});
