import { configure, screen, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { setLanguage } from "$lib/i18n";
import { fake } from "$lib/ipc/fake";
import { announcer, app } from "$lib/state";

import { callsOf, changeToken, click, expectAccessible, openerOf, openWindow, press, settle } from "../../../test/window";

// The live region repeats what stands on the page; asked for is what can be seen.
configure({ defaultIgnore: "script, style, [role=status]" });

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const bar = () => within(screen.getByRole("region", { name: "Deletions that can be undone" }));
const noBar = () => expect(screen.queryByRole("region", { name: "Deletions that can be undone" })).toBeNull();

/** As the bar says it: the page's clock ticks once a second, so it may be one behind. */
const secondsLeft = () => Number(/^Deleting ci-deploy in (\d) s$/.exec(bar().getByText(/^Deleting/).textContent ?? "")?.[1]);

async function remove(id: string) {
  await fake.invoke("delete_token", { id, atOnce: false });
  await settle();
}

async function pass(ms: number) {
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
}

test("it counts down without taking the focus, and is gone when the time is over", async () => {
  await openWindow("demo");
  openerOf("my-pat").focus();
  await remove("r-2");
  expect(secondsLeft()).toBe(8);
  expect(document.activeElement).toBe(openerOf("my-pat"));
  await pass(3000);
  expect(secondsLeft()).toBeOneOf([5, 6]);
  await pass(6000);
  noBar();
  expect(app.token("r-2")).toBeUndefined();
});

test("u takes it back, and the focus stays where it is", async () => {
  await openWindow("demo");
  openerOf("my-pat").focus();
  await remove("r-2");
  await press("u");
  expect(callsOf("undo_delete")).toEqual([{ id: "r-2" }]);
  noBar();
  expect(announcer.text).toBe("Not deleted");
  expect(document.activeElement).toBe(openerOf("my-pat"));
  await pass(10_000);
  expect(app.token("r-2")?.pending).toBeNull();
});

test("u rests while somebody types, and when nothing is held", async () => {
  await openWindow("demo");
  await press("u");
  await remove("r-2");
  screen.getByRole("searchbox").focus();
  await press("u");
  expect(callsOf("undo_delete")).toEqual([]);
});

test("the button takes it back too, and gives the focus back", async () => {
  await openWindow("demo");
  openerOf("my-pat").focus();
  await remove("r-2");
  await click(bar().getByRole("button", { name: "Undo" }));
  noBar();
  expect(document.activeElement).toBe(openerOf("my-pat"));
});

test("the focus returns when the time runs out under it", async () => {
  await openWindow("demo");
  openerOf("my-pat").focus();
  await remove("r-2");
  bar().getByRole("button", { name: "Undo" }).focus();
  await pass(9000);
  noBar();
  expect(document.activeElement).toBe(openerOf("my-pat"));
});

test("several deletions share one bar and are taken back together", async () => {
  await openWindow("demo");
  await remove("r-2");
  await pass(2000);
  await remove("r-3");
  expect(bar().getByText(/^Deleting 2 tokens in [67] s$/)).toBeTruthy();
  await click(bar().getByRole("button", { name: "Undo all" }));
  expect(callsOf("undo_delete")).toEqual([{ id: "r-2" }, { id: "r-3" }]);
  expect(announcer.text).toBe("2 tokens were not deleted");
});

test("an undo that comes too late says so for a while", async () => {
  await openWindow("demo");
  await remove("r-2");
  fake.failNext("undo_delete", { code: "busy" });
  await press("u");
  expect(screen.getByText(/Another window or command is changing this token/)).toBeTruthy();
  await pass(6100);
  expect(screen.queryByText(/Another window or command is changing this token/)).toBeNull();
});

test("what another process deletes is not offered here", async () => {
  await openWindow("demo");
  await changeToken("r-2", { pending: { kind: "hold", until: new Date(fake.now() + 8000).toISOString(), ours: false } });
  noBar();
});

test("it speaks Italian", async () => {
  await openWindow("demo");
  setLanguage("it", "it-IT");
  await remove("r-2");
  expect(screen.getByText("ci-deploy sarà rimosso tra 8 s")).toBeTruthy();
});

test("it is accessible", async () => {
  await openWindow("demo");
  await remove("r-2");
  vi.useRealTimers();
  await expectAccessible();
});
