/// The keys of the list and where its focus goes: arrows move, c copies, Del deletes; a row that vanishes hands its focus on.

import { tick, untrack } from "svelte";

import type { TokenRow } from "$lib/ipc";
import { registerKeys, view } from "$lib/state";

import { askDelete, copyToken } from "./actions";
import { focusedRow, focusIsFree, focusRow, showRow } from "./rows";

/** Registers them for as long as the calling component lives; `shown` answers the rows as they are now. */
export function useListKeys(shown: () => TokenRow[]): void {
  /** The row that had the focus or the drawer last, and its place, for when it goes. */
  let last: { id: string; at: number } | null = null;

  const inDrawer = () => document.activeElement?.closest("[data-drawer]") != null;
  const find = (id: string | null) => shown().find((token) => token.id === id);
  /** What a key is about: the row with the focus, else the token in the drawer. */
  const current = () => find(focusedRow() ?? view.drawer);

  function move(by: number): boolean {
    const row = focusedRow();
    if (row === null && !inDrawer() && !focusIsFree()) return false;
    const tokens = shown();
    const from = row ?? view.drawer ?? last?.id ?? null;
    const at = tokens.findIndex((token) => token.id === from);
    // A token that went while it was in the drawer has left its place to the next one.
    const start = last !== null && last.id === from ? (by > 0 ? last.at : last.at - 1) : by > 0 ? 0 : tokens.length - 1;
    const to = at < 0 ? start : at + by;
    const next = tokens[to];
    if (!next) return tokens.length > 0;
    if (view.drawer !== null) view.drawer = next.id;
    if (inDrawer()) showRow(next.id);
    else focusRow(next.id);
    return true;
  }

  function withCurrent(act: (token: TokenRow) => unknown): boolean {
    const token = current();
    if (token) act(token);
    return token !== undefined;
  }

  $effect(() =>
    registerKeys({
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      c: () => withCurrent(copyToken),
      Delete: () => withCurrent(askDelete),
      Escape: () => {
        if (view.search === "") return false;
        view.search = "";
        return true;
      },
    }),
  );

  $effect(() => {
    const remember = () => {
      const id = focusedRow();
      if (id !== null) last = { id, at: shown().findIndex((token) => token.id === id) };
      else if (!inDrawer() && !focusIsFree()) last = null;
    };
    document.addEventListener("focusin", remember);
    return () => document.removeEventListener("focusin", remember);
  });

  // A token in the drawer stands for its row, however it came there.
  $effect(() => {
    const id = view.drawer;
    if (id !== null) last = { id, at: untrack(shown).findIndex((token) => token.id === id) };
  });

  $effect(() => {
    const tokens = shown();
    void tick().then(() => {
      if (last === null || document.activeElement !== document.body || tokens.some((token) => token.id === last?.id)) return;
      // The drawer stays to say that it went, and keeps the focus.
      if (view.drawer === last.id) return;
      focusRow(tokens[Math.min(Math.max(last.at, 0), tokens.length - 1)]?.id ?? null);
    });
  });
}
