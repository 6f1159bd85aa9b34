/// Keys that work without a field: single letters rest while somebody types, while a dialog is open, and with a modifier.

/** Does what the key means; `false` passes it on to whoever registered before. */
export type KeyAction = (event: KeyboardEvent) => boolean | void;

const layers: Record<string, KeyAction>[] = [];

/** Listens to these keys (`KeyboardEvent.key`) until the returned function is called; use it as an `$effect`'s or `onMount`'s answer. */
export function registerKeys(actions: Record<string, KeyAction>): () => void {
  layers.push(actions);
  return () => {
    const at = layers.indexOf(actions);
    if (at >= 0) layers.splice(at, 1);
  };
}

/** Whether typing goes into this element. */
function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("textarea, select, [role=menu], [role=listbox], [role=radiogroup]")) return true;
  const input = target.closest("input");
  return input !== null && !["checkbox", "radio", "button", "submit"].includes(input.type);
}

/** The window's one key handler. */
export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (takesText(event.target) || document.querySelector("dialog[open]")) return;
  for (const actions of [...layers].reverse()) {
    const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
    if (action && action(event) !== false) {
      event.preventDefault();
      return;
    }
  }
}
