/// What can be done with a token from the list and the drawer alike, and why not when it cannot.

import type { TokenRow } from "$lib/ipc";
import { announcer, app, clipboard, view } from "$lib/state";

import { copyReason, deleteReason } from "./standing";

export const whyNotCopy = (token: TokenRow): string | null => copyReason(token, app.store);

export const whyNotDelete = (token: TokenRow): string | null => deleteReason(token, app.account(token.account));

/** Copies the secret; says why not when it cannot be copied now. */
export async function copyToken(token: TokenRow): Promise<void> {
  const why = whyNotCopy(token);
  if (why === null) await clipboard.copy(token.id);
  else announcer.say(why);
}

/** Opens the confirmation; says why not when the token cannot be deleted now. */
export function askDelete(token: TokenRow): void {
  const why = whyNotDelete(token);
  if (why === null) view.open({ name: "delete", id: token.id });
  else announcer.say(why);
}

export function openToken(token: TokenRow): void {
  view.drawer = token.id;
}

/** A click anywhere in the row, save among its actions: those mean themselves, also while they cannot be used. */
export function openByClick(event: MouseEvent, token: TokenRow): void {
  if (event.target instanceof Element && event.target.closest("[data-row-actions]") === null) openToken(token);
}
