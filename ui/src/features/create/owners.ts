/// Who can own a new token: those whom the shell knows, found by what is typed, grouped as they live on their servers.

import type { AccountView, DirectoryView, OwnerRow, TokenRow } from "$lib/ipc";

import { words } from "./ownerTexts";

/** More rows than this are not drawn: who has that many types. */
const LISTED = 100;

export interface OwnerGroup {
  /** Account and organization. */
  key: string;
  label: string;
  owners: OwnerRow[];
}

/** Nobody can make a token for someone who is gone, or whom the account may not see. */
const canOwn = (owner: OwnerRow): boolean => owner.state !== "removed" && owner.state !== "hidden";

/** The owners of these accounts that can be chosen, in the shell's order. */
export const choosable = (owners: OwnerRow[], accounts: AccountView[]): OwnerRow[] =>
  accounts.flatMap(({ alias }) => owners.filter((owner) => owner.account === alias && canOwn(owner)));

/** What an organization is called, as far as that is known. */
export const placeOf = (owner: OwnerRow): string | null => owner.organizationName ?? owner.organizationId ?? null;

const folded = (text: string): string => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase();

/** Those in whose name, id, organization or account every typed word occurs. */
export function matching(owners: OwnerRow[], search: string): OwnerRow[] {
  const wanted = folded(search).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return owners;
  return owners.filter((owner) => {
    const text = folded([owner.name, owner.id, placeOf(owner), owner.account].join("\n"));
    return wanted.every((word) => text.includes(word));
  });
}

/** At most so many as are drawn, in groups; the account is named where there are several. */
export function grouped(owners: OwnerRow[], manyAccounts: boolean): { groups: OwnerGroup[]; left: number } {
  const groups = new Map<string, OwnerGroup>();
  for (const owner of owners.slice(0, LISTED)) {
    const key = `${owner.account} ${owner.organizationId ?? ""}`;
    const place = placeOf(owner);
    const label = manyAccounts ? [owner.account, place].filter((part) => part !== null).join(" · ") : (place ?? owner.account);
    const group = groups.get(key) ?? { key, label, owners: [] };
    group.owners.push(owner);
    groups.set(key, group);
  }
  return { groups: [...groups.values()], left: Math.max(0, owners.length - LISTED) };
}

export const keyOf = (owner: { account: string; id: string }): string => `${owner.account} ${owner.id}`;

/** How many tokens each owner has, by [`keyOf`]. */
export function tokenCounts(tokens: TokenRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { account, owner } of tokens) {
    const key = keyOf({ account, id: owner.id });
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** `6 tokens · 4 roles`; the roles only where they could be read. */
export function summary(owner: OwnerRow, counts: Map<string, number>, directory: DirectoryView | null): string {
  const tokens = words.tokens(counts.get(keyOf(owner)) ?? 0);
  if (!directory?.roles) return tokens;
  const roles = directory.roles.find((one) => one.owner === owner.id)?.roles.length ?? 0;
  return `${tokens} · ${words.roles(roles)}`;
}

/** What is true of a token made for an owner in this state (contract 06); `null` when nothing is odd about it. */
export function stateWarning(owner: OwnerRow | null): string | null {
  if (owner?.state === "deactivated") return words.deactivatedThen(owner.name);
  return owner?.state === "locked" ? words.lockedThen(owner.name) : null;
}
