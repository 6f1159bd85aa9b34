/// What is said about scopes. No sentence may claim that a scope limits what a token can do: it does not.

import type { Capabilities, OfferedScope } from "$lib/ipc";

import { words } from "./texts";

const known = {
  openid: () => words.scopeOpenid,
  profile: () => words.scopeProfile,
  credentials: () => words.scopeCredentials,
};

/** What it is for, for those whose meaning is known. */
export const scopeMeaning = (id: string): string | null => (Object.hasOwn(known, id) ? known[id as keyof typeof known]() : null);

/** What can be chosen, the sensitive ones last. */
export function offeredScopes({ scopes }: Capabilities): OfferedScope[] {
  if (scopes.kind !== "chosen") return [];
  return [...scopes.scopes].sort((a, b) => Number(a.sensitive) - Number(b.sensitive));
}
