/// The badges at the head of the drawer: how the token stands and where its secret is. Here nothing is left unsaid.

import LockIcon from "~icons/material-symbols/lock-outline";
import GoingIcon from "~icons/material-symbols/delete-outline";

import { daysUntil } from "$lib/i18n";
import type { StoreView, TokenRow } from "$lib/ipc";

import { activeStanding, custodyStanding, isGoing, ownerStanding, signInStanding, statusStanding, type Standing } from "../tokens/standing";
import { words as tokenWords } from "../tokens/texts";

import { words } from "./texts";

/** How the token itself stands; what is odd about its owner is said beside the owner. */
function statusOf(token: TokenRow, now: number): Standing {
  const odd = ownerStanding(token.ownerState);
  const lost = token.ownerState === "removed" || token.ownerState === "hidden";
  const standing = odd !== null && !lost ? statusStanding({ ...token, ownerState: "active" }, now) : statusStanding(token, now);
  if (standing === null) return activeStanding();
  if (standing.tone !== "warn" || token.expiresAt === null || standing.title !== undefined) return standing;
  const days = daysUntil(token.expiresAt, now);
  return { ...standing, text: days <= 0 ? words.expiresToday : words.expiresIn(days) };
}

function custodyOf(token: TokenRow, store: StoreView | null): Standing[] {
  const standing = custodyStanding(token);
  const kept = token.custody.state === "held" || token.custody.state === "orphaned";
  const inStore: Standing = { tone: store?.state === "locked" ? "neutral" : "ok", icon: LockIcon, text: words.inStore(token.custody.store ?? store?.name ?? "") };
  return [...(kept ? [inStore] : []), ...(standing === null ? [] : [standing])];
}

export function drawerBadges(token: TokenRow, store: StoreView | null, now: number): Standing[] {
  const going: Standing[] = isGoing(token) ? [{ tone: "neutral", icon: GoingIcon, text: tokenWords.deleting }] : [];
  const signIn = signInStanding(token);
  return [statusOf(token, now), ...custodyOf(token, store), ...(signIn === null ? [] : [signIn]), ...going];
}
