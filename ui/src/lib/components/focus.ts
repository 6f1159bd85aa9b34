/// Where the focus can go, and where it returns to.

const TAKES_FOCUS = "a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex]";

/** The elements Tab visits, in their order. */
export function focusables(within: HTMLElement): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(TAKES_FOCUS)].filter(
    (element) => element.tabIndex >= 0 && !element.closest("[hidden], [inert]") && (element.offsetParent !== null || !("checkVisibility" in element) || element.checkVisibility()),
  );
}

/** Gives the focus back; to the page when the element it came from is gone. */
export function returnFocus(to: Element | null): void {
  if (to instanceof HTMLElement && to.isConnected && to !== document.body) to.focus();
  else document.querySelector<HTMLElement>("[data-focus-home]")?.focus();
}
