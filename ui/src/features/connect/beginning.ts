/// How the connect form begins: empty, or for an account whose sign-in no longer works.

import type { AccountView, SignInMethod } from "$lib/ipc";
import { view } from "$lib/state";

export interface Beginning {
  /** Alias of the account that gets a new sign-in. */
  replaces: string;
  url: string;
  method: SignInMethod;
  username: string;
  /** It had an authority of its own, which has to be given again: the page never gets to see it. */
  extraCa: boolean;
}

let next: Beginning | null = null;

/** Opens the form with what is known of this account. */
export function connectAgain(account: AccountView): void {
  const { alias, url, method, subject, extraCa } = account;
  next = { replaces: alias, url, method, username: method === "basic" ? subject : "", extraCa };
  view.showConnect();
}

/** What the form that opens now begins with; told once. */
export function takeBeginning(): Beginning | null {
  const taken = next;
  next = null;
  return taken;
}
