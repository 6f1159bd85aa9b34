import { screen } from "@testing-library/svelte";
import { describe, expect, test, vi } from "vitest";

import { fake } from "$lib/ipc/fake";
import { announcer, view } from "$lib/state";

import { callsOf, changeToken, click, openerOf, openWindow, press, rowNames, settle } from "../../../test/window";

const focused = () => document.activeElement?.textContent?.trim();

describe("moving", () => {
  test("arrows go from row to row and stop at the ends", async () => {
    await openWindow();
    await press("ArrowDown");
    expect(focused()).toBe("laptop_2026");
    await press("ArrowUp");
    expect(focused()).toBe("laptop_2026");
    await press("ArrowDown");
    await press("ArrowDown");
    expect(focused()).toBe("plotter");
  });

  test("arrow up from nowhere starts at the end", async () => {
    await openWindow();
    await press("ArrowUp");
    expect(focused()).toBe("workshop-trento");
  });

  test("arrows do nothing to the list while the focus is in the side bar", async () => {
    await openWindow();
    const settings = screen.getByRole("button", { name: "Settings" });
    settings.focus();
    await press("ArrowDown");
    expect(document.activeElement).toBe(settings);
  });

  test("from the search field the arrow and Enter go to the first match", async () => {
    await openWindow();
    await press("/");
    expect(document.activeElement).toBe(screen.getByRole("searchbox"));
    view.search = "hub plot";
    await settle();
    await press("Enter");
    expect(focused()).toBe("plotter");
  });
});

describe("searching", () => {
  test("every word must occur somewhere in name, owner, account or id", async () => {
    await openWindow();
    for (const [text, found] of [
      ["M.ROSSI", ["night-sync", "plotter", "batch-import", "reports"]],
      ["dh-lab my", ["my-pat"]],
      ["srv-r-4", ["notebook-gpu"]],
      ["  ", 9],
    ] as const) {
      view.search = text;
      await settle();
      if (typeof found === "number") expect(rowNames()).toHaveLength(found);
      else expect(rowNames()).toEqual(found);
    }
  });

  test("says how many match after some quiet", async () => {
    await openWindow();
    vi.useFakeTimers();
    view.search = "hub";
    await settle();
    vi.advanceTimersByTime(600);
    vi.useRealTimers();
    expect(announcer.text).toBe("4 tokens match");
  });

  test("Esc in the list clears the search", async () => {
    await openWindow();
    view.search = "plotter";
    await settle();
    openerOf("plotter").focus();
    await press("Escape");
    expect(view.search).toBe("");
  });

  test("keys rest while typing", async () => {
    await openWindow();
    screen.getByRole("searchbox").focus();
    for (const key of ["n", "c", "?", "Delete"]) await press(key);
    expect(view.dialog).toBeNull();
    expect(callsOf("copy_secret")).toEqual([]);
  });
});

describe("acting", () => {
  test("c copies the secret of the row with the focus", async () => {
    await openWindow();
    openerOf("my-pat").focus();
    await press("c");
    expect(callsOf("copy_secret")).toEqual([{ id: "r-3" }]);
  });

  test("c on a secret that is not here says so instead", async () => {
    await openWindow();
    openerOf("notebook-gpu").focus();
    await press("c");
    expect(callsOf("copy_secret")).toEqual([]);
    expect(announcer.text).toBe("The secret is not on this machine");
  });

  test("Del asks before it deletes", async () => {
    await openWindow();
    openerOf("my-pat").focus();
    await press("Delete");
    expect(view.dialog).toEqual({ name: "delete", id: "r-3" });
    expect(callsOf("delete_token")).toEqual([]);
  });

  test("Del on an unproven token says why it cannot be deleted", async () => {
    await openWindow();
    openerOf("reports").focus();
    await press("Delete");
    expect(view.dialog).toBeNull();
    expect(announcer.text).toBe("It is not certain which token this is. Delete the candidates as themselves");
  });

  test("without a row nothing is copied or deleted", async () => {
    await openWindow();
    await press("c");
    await press("Delete");
    expect(callsOf("copy_secret")).toEqual([]);
    expect(view.dialog).toBeNull();
  });

  test("n creates on the account of the room", async () => {
    await openWindow();
    view.showTokens("hub");
    await settle();
    await press("n");
    expect(view.dialog).toEqual({ name: "create", account: "hub" });
  });

  test("n asks for the account where several are shown", async () => {
    await openWindow();
    await press("n");
    expect(document.activeElement).toBe(screen.getByRole("menuitem", { name: "dh-lab" }));
  });

  test("with a modifier the keys are the system's", async () => {
    await openWindow();
    openerOf("my-pat").focus();
    await press("c", { ctrlKey: true });
    expect(callsOf("copy_secret")).toEqual([]);
  });
});

describe("the focus", () => {
  test("goes to the next row when its own vanishes", async () => {
    await openWindow();
    openerOf("plotter").focus();
    fake.change((snapshot) => ({ ...snapshot, tokens: snapshot.tokens.filter((token) => token.id !== "h-2") }));
    await settle();
    expect(focused()).toBe("batch-import");
  });

  test("stays in its row when other rows change", async () => {
    await openWindow();
    openerOf("plotter").focus();
    await changeToken("r-1", { name: "renamed" });
    expect(focused()).toBe("plotter");
  });

  test("is not taken from elsewhere when a row vanishes", async () => {
    await openWindow();
    await click(screen.getByRole("button", { name: "Ask the servers now" }));
    const before = document.activeElement;
    fake.change((snapshot) => ({ ...snapshot, tokens: snapshot.tokens.slice(1) }));
    await settle();
    expect(document.activeElement).toBe(before);
  });
});
