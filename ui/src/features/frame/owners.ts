/// The owners below their account in the side bar: those who have tokens, by name, and whoever is looked at.

import type { AccountView, OwnerRow, OwnerState, TokenRow } from "$lib/ipc";

/** More owners than these start folded away: they would push the other accounts out of sight. */
export const FOLDED_FROM = 13;

/** An owner as the side bar lists him. */
export interface SideOwner {
  id: string;
  name: string;
  organizationName: string | null;
  state: OwnerState;
  count: number;
}

export interface Side {
  /** How many tokens the account has. */
  count: number;
  owners: SideOwner[];
}

/** What stands at each account. A token's owner is listed although the server may name him no more. */
export function sides(accounts: AccountView[], owners: OwnerRow[], tokens: TokenRow[], chosen: { account: string; owner: string } | null): ReadonlyMap<string, Side> {
  const found = new Map(accounts.map(({ alias }) => [alias, { count: 0, owners: new Map<string, SideOwner>() }]));
  for (const { account, owner, organizationName, ownerState } of tokens) {
    const side = found.get(account);
    if (!side) continue;
    side.count += 1;
    const known = side.owners.get(owner.id);
    if (known) known.count += 1;
    else side.owners.set(owner.id, { id: owner.id, name: owner.name, organizationName, state: ownerState, count: 1 });
  }
  for (const { account, id, name, organizationName, state, isSubject } of owners) {
    const side = found.get(account);
    const known = side?.owners.get(id);
    if (known) Object.assign(known, { name, organizationName, state });
    else if (isSubject && isSelfOnly(accounts, account)) side?.owners.set(id, { id, name, organizationName, state, count: 0 });
    else if (chosen?.account === account && chosen.owner === id) side?.owners.set(id, { id, name, organizationName, state, count: 0 });
  }
  const order = (a: SideOwner, b: SideOwner) => a.name.localeCompare(b.name) || (a.organizationName ?? "").localeCompare(b.organizationName ?? "");
  return new Map([...found].map(([alias, side]) => [alias, { count: side.count, owners: [...side.owners.values()].sort(order) }]));
}

const isSelfOnly = (accounts: AccountView[], alias: string): boolean => accounts.some((account) => account.alias === alias && account.capabilities.owners === "selfOnly");
