/// The badges at the head of the drawer: how the token stands and where its secret is. Here nothing is left unsaid.

import LockIcon from "~icons/material-symbols/lock-outline";
import GoingIcon from "~icons/material-symbols/delete-outline";

import { daysUntil } from "$lib/i18n";
import type { StoreView, TokenRow } from "$lib/ipc";

import { activeStanding, custodyStanding, isGoing, statusStanding, type Standing } from "../tokens/standing";
import { words as tokenWords } from "../tokens/texts";

import { words } from "./texts";

function statusOf(token: TokenRow, now: number): Standing {
  const standing = statusStanding(token, now);
  if (standing === null) return activeStanding();
  if (standing.tone !== "warn" || token.expiresAt === null) return standing;
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
  return [statusOf(token, now), ...custodyOf(token, store), ...going];
}
