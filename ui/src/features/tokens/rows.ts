/// The rows of whichever table is shown: which one has the focus, and how it gets there.

import { tick } from "svelte";

/** Scrolls a row that is not drawn into sight; whether the list has it. */
type Reveal = (id: string) => boolean;

let reveal: Reveal | null = null;

/** For a table that draws only a part of its rows; answers with the way to end it. */
export function registerReveal(how: Reveal): () => void {
  reveal = how;
  return () => {
    if (reveal === how) reveal = null;
  };
}

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-token-row]")];

/** Record id of the row in which the focus is. */
export const focusedRow = (): string | null => document.activeElement?.closest<HTMLElement>("[data-token-row]")?.dataset.tokenRow ?? null;

/** Whether the focus is nowhere in particular, so that keys of the list may take it. */
export function focusIsFree(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || activeElement.matches("[data-focus-home]");
}

const find = (id: string | null) => rows().find((one) => one.dataset.tokenRow === id);

/** Does it now where the row is drawn, else once it is. */
function withRow(id: string | null, act: (row: HTMLElement | undefined) => void): void {
  const row = find(id);
  if (row === undefined && id !== null && reveal?.(id)) void tick().then(() => act(find(id)));
  else act(row);
}

/** Puts the focus on this row, or on the room when the row is not shown. */
export const focusRow = (id: string | null): void => withRow(id, (row) => {
  const opener = row?.querySelector<HTMLElement>("[data-row-opener]") ?? document.querySelector<HTMLElement>("[data-focus-home]");
  opener?.focus();
  row?.scrollIntoView({ block: "nearest" });
});

/** Brings this row into sight, leaving the focus where it is. */
export const showRow = (id: string): void => withRow(id, (row) => row?.scrollIntoView({ block: "nearest" }));
