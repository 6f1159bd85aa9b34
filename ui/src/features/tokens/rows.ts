/// The rows of whichever table is shown: which one has the focus, and how it gets there.

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-token-row]")];

/** Record id of the row in which the focus is. */
export const focusedRow = (): string | null => document.activeElement?.closest<HTMLElement>("[data-token-row]")?.dataset.tokenRow ?? null;

/** Whether the focus is nowhere in particular, so that keys of the list may take it. */
export function focusIsFree(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || activeElement.matches("[data-focus-home]");
}

/** Puts the focus on this row, or on the room when the row is not shown. */
export function focusRow(id: string | null): void {
  const row = rows().find((one) => one.dataset.tokenRow === id);
  const opener = row?.querySelector<HTMLElement>("[data-row-opener]") ?? document.querySelector<HTMLElement>("[data-focus-home]");
  opener?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

/** Brings this row into sight, leaving the focus where it is. */
export const showRow = (id: string): void => rows().find((one) => one.dataset.tokenRow === id)?.scrollIntoView({ block: "nearest" });
