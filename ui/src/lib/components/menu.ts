/// Keys inside a menu: arrows move, Home and End jump, a letter goes to the next item that starts with it.

/** Moves the focus among the items of `menu` as `event` says; whether it did. */
export function moveInMenu(menu: HTMLElement, event: KeyboardEvent): boolean {
  const items = [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  if (items.length === 0) return false;
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = target(items, at, event);
  if (to === undefined) return false;
  items[to]?.focus();
  return true;
}

function target(items: HTMLElement[], at: number, event: KeyboardEvent): number | undefined {
  const { length } = items;
  switch (event.key) {
    case "ArrowDown":
      return (at + 1) % length;
    case "ArrowUp":
      return (at - 1 + length) % length;
    case "Home":
      return 0;
    case "End":
      return length - 1;
    default:
      break;
  }
  if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const wanted = event.key.toLocaleLowerCase();
  const starts = (index: number) => items[index]?.textContent?.trim().toLocaleLowerCase().startsWith(wanted) ?? false;
  for (let step = 1; step <= length; step += 1) {
    const index = (at + step + length) % length;
    if (starts(index)) return index;
  }
  return undefined;
}
