import { screen, within } from "@testing-library/svelte";
import { describe, expect, test, vi } from "vitest";

import { announcer, view } from "$lib/state";

import { changeToken, click, expectAccessible, openWindow, rowNames, settle } from "../../../test/window";

const filters = () => within(screen.getByRole("group", { name: "Count and filter" }));
const chip = (name: string | RegExp) => filters().getByRole("button", { name });
const chips = () => filters().getAllByRole("button").map((button) => button.textContent?.replace(/\s+/g, " ").trim());
const pressed = () => filters().getAllByRole("button").filter((button) => button.getAttribute("aria-pressed") === "true").length;

describe("the chips above the list", () => {
  test("count the statuses, which add up to all, and the properties", async () => {
    await openWindow("home");
    expect(chips()).toEqual(["Active 41", "Expiring 3", "Expired 2", "Never expires 1", "Not on this machine 4"]);
    await changeToken("r-2", { custody: { state: "orphaned", store: "Secret Service" } });
    await changeToken("r-3", { status: "refused" });
    await changeToken("z-17", { ownerState: "locked" });
    expect(chips()).toEqual(["Active 39", "Expiring 3", "Expired 2", "Rejected by the server 1", "Gone from the server 1", "Never expires 1", "Not on this machine 4", "Owner not active 1"]);
  });

  test("show the tokens that have any of the pressed marks, and go back with one button", async () => {
    await openWindow("home");
    await click(chip(/^Expiring/));
    await click(chip(/^Expired/));
    await click(chip(/^Never expires/));
    expect(rowNames()).toEqual(["laptop_2026", "github-actions", "loki-writer", "break-glass", "argo-sync", "workshop-trento"]);
    expect(screen.getByText("6 of 46 tokens")).toBeTruthy();
    expect(pressed()).toBe(3);
    await expectAccessible();
    await click(chip("Clear filters"));
    expect(rowNames()).toHaveLength(46);
    expect(filters().queryByRole("button", { name: "Clear filters" })).toBeNull();
    expect(document.activeElement).toBe(chip(/^Active/));
  });

  test("are released by pressing again", async () => {
    await openWindow("home");
    await click(chip(/^Expired/));
    await click(chip(/^Expired/));
    expect(pressed()).toBe(0);
    expect(rowNames()).toHaveLength(46);
  });

  test("say how many match after some quiet", async () => {
    await openWindow("home");
    vi.useFakeTimers();
    view.toggleFilter("expired");
    await settle();
    vi.advanceTimersByTime(600);
    vi.useRealTimers();
    expect(announcer.text).toBe("2 tokens match");
  });

  test("together with the search leave nothing, and each can be taken back", async () => {
    await openWindow("home");
    await click(chip(/^Expired/));
    view.search = "github";
    await settle();
    const blank = () => within(screen.getByRole("heading", { name: "No token matches" }).closest<HTMLElement>(".blank")!);
    await click(blank().getByRole("button", { name: "Clear search" }));
    expect(rowNames()).toEqual(["argo-sync", "workshop-trento"]);
    view.search = "github";
    await settle();
    await click(blank().getByRole("button", { name: "Clear filters" }));
    expect(rowNames()).toEqual(["github-actions"]);
  });

  test("beside the drawer fold their properties into a menu", async () => {
    await openWindow("home");
    await click(screen.getByRole("button", { name: "github-actions" }));
    expect(chips()).toEqual(["Active 41", "Expiring 3", "Expired 2", "More 2"]);
    await click(chip(/^More/));
    await click(screen.getByRole("menuitemcheckbox", { name: /^Never expires/ }));
    expect(rowNames()).toEqual(["break-glass"]);
    await click(chip(/^More/));
    expect(screen.getByRole("menuitemcheckbox", { name: /^Never expires/ }).getAttribute("aria-checked")).toBe("true");
  });

  test("are not there for one user's own tokens, and do not narrow them", async () => {
    await openWindow("home");
    await click(chip(/^Never expires/));
    view.showTokens("dh-lab");
    await settle();
    expect(screen.queryByRole("group", { name: "Count and filter" })).toBeNull();
    expect(rowNames()).toHaveLength(5);
  });
});
