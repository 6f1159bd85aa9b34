/// What an owner may do, in one sentence: `Org Project Creator in Platform; deployer and reader in Delivery`.

import { language } from "$lib/i18n";
import type { DirectoryView, Role } from "$lib/ipc";

import { words } from "./ownerTexts";

/** More places than this are not named in the sentence; the list has them all. */
const NAMED_PLACES = 3;

export interface Place {
  /** `null` is the whole server. */
  place: string | null;
  names: string[];
  isOwner: boolean;
}

/** The owner's roles; `null` when they cannot be read. Who is not named has none. */
export const rolesOf = (directory: DirectoryView, owner: string): Role[] | null =>
  directory.roles === null ? null : (directory.roles.find((one) => one.owner === owner)?.roles ?? []);

/** The roles by where they hold: what reaches furthest first, then in the server's order. */
export function byPlace(roles: Role[]): Place[] {
  const places = new Map<string | null, Place>();
  for (const { name, place, isOwner } of roles) {
    const known = places.get(place) ?? { place, names: [], isOwner: false };
    if (!known.names.includes(name)) known.names.push(name);
    known.isOwner ||= isOwner;
    places.set(place, known);
  }
  const weight = ({ place, isOwner }: Place) => (place === null ? 2 : 0) + (isOwner ? 1 : 0);
  return [...places.values()].sort((a, b) => weight(b) - weight(a));
}

const listed = (parts: string[]): string => new Intl.ListFormat(language.code, { type: "conjunction" }).format(parts);

export const placeName = (place: string | null): string => place ?? words.wholeServer;

const within = ({ place, names }: Place): string => (place === null ? words.everywhere(listed(names)) : words.within(listed(names), place));

/** As many places as a sentence bears, without a full stop, and how many it leaves out. */
export function rolesSentence(places: Place[]): { text: string; left: number } {
  const named = places.slice(0, NAMED_PLACES);
  return { text: named.map(within).join("; "), left: places.length - named.length };
}

/** Where everything may be done: `Platform and Delivery`; `null` when nowhere. */
export function ownedPlaces(places: Place[]): string | null {
  const owned = places.filter(({ isOwner }) => isOwner);
  if (owned.length === 0) return null;
  return owned.some(({ place }) => place === null) ? words.wholeServer : listed(owned.map(({ place }) => placeName(place)));
}
