/// How a token stands, in badges, and what can be done with it now. Draws from the row and its account, nothing else.

import type { Component } from "svelte";

import NeverIcon from "~icons/material-symbols/all-inclusive";
import GoneIcon from "~icons/material-symbols/cloud-off-outline";
import ExpiredIcon from "~icons/material-symbols/event-busy-outline";
import ElsewhereIcon from "~icons/material-symbols/key-off-outline";
import ClockIcon from "~icons/material-symbols/schedule-outline";
import ActiveIcon from "~icons/material-symbols/check-circle-outline";
import UnknownIcon from "~icons/material-symbols/help-outline";
import RefusedIcon from "~icons/material-symbols/error-outline";
import LockIcon from "~icons/material-symbols/lock-outline";
import SignInIcon from "~icons/material-symbols/login";
import OwnerLockedIcon from "~icons/material-symbols/lock-person-outline";
import OwnerOutIcon from "~icons/material-symbols/person-off-outline";
import HiddenIcon from "~icons/material-symbols/visibility-off-outline";
import WarningIcon from "~icons/material-symbols/warning-outline";

import { clockTime, daysUntil, shortDateTime } from "$lib/i18n";
import type { AccountView, ErrorCode, OwnerState, StoreView, TokenRow } from "$lib/ipc";

import { words } from "./texts";

export interface Standing {
  tone: "ok" | "warn" | "error" | "neutral" | "info";
  icon: Component;
  text: string;
  title?: string;
  /** Stands in place of the date, which says nothing any more. */
  instead?: boolean;
}

/** Days before the end from which a token counts as expiring: the first threshold of the shell. */
const FIRST_THRESHOLD_DAYS = 30;

/** The hour, when it is of today. */
export const hourOrDay = (at: string, now: number) => (daysUntil(at, now) === 0 ? clockTime(at) : shortDateTime(at, now));

const daysLeft = (at: string, now: number): Standing => {
  const days = daysUntil(at, now);
  return { tone: "warn", icon: ClockIcon, text: days <= 0 ? words.today : words.inDays(days) };
};

/** What follows the date; `null` when all is well. */
export function statusStanding(token: TokenRow, now: number): Standing | null {
  if (token.custody.state === "orphaned") return { tone: "error", icon: GoneIcon, text: words.gone, instead: true };
  const ofOwner = ownerStanding(token.ownerState);
  switch (token.status) {
    case "active":
      return ofOwner ?? (token.neverExpires ? { tone: "warn", icon: NeverIcon, text: words.never, title: words.neverWhy } : null);
    case "expiring":
      if (ofOwner) return ofOwner;
      return token.expiresAt === null ? null : daysLeft(token.expiresAt, now);
    case "expired":
      return { tone: "error", icon: ExpiredIcon, text: words.expired };
    case "refused":
      return { tone: "error", icon: RefusedIcon, text: words.refused, title: words.refusedWhy, instead: true };
    case "revoked":
      return { tone: "error", icon: RefusedIcon, text: words.revoked };
    case "unknown":
      if (ofOwner) return ofOwner;
      // An end that is near matters more than a server that is away; the banner says the latter.
      if (token.expiresAt !== null && daysUntil(token.expiresAt, now) <= FIRST_THRESHOLD_DAYS) return daysLeft(token.expiresAt, now);
      return { tone: "neutral", icon: UnknownIcon, text: token.unknownSince ? words.unknownSince(hourOrDay(token.unknownSince, now)) : words.unknown };
  }
}

/** What is odd about an owner; `null` when nothing is. */
export function ownerStanding(state: OwnerState): Standing | null {
  switch (state) {
    case "active":
      return null;
    case "deactivated":
      return { tone: "warn", icon: OwnerOutIcon, text: words.ownerDeactivated, title: words.ownerDeactivatedWhy };
    case "locked":
      return { tone: "warn", icon: OwnerLockedIcon, text: words.ownerLocked, title: words.ownerLockedWhy };
    case "removed":
      return { tone: "error", icon: OwnerOutIcon, text: words.ownerRemoved, title: words.ownerRemovedWhy, instead: true };
    case "hidden":
      return { tone: "neutral", icon: HiddenIcon, text: words.ownerHidden, title: words.ownerHiddenWhy, instead: true };
  }
}

/** Said of the token that its account signs in with. */
export const signInStanding = (token: TokenRow): Standing | null =>
  token.maySignIn ? { tone: "info", icon: SignInIcon, text: words.signsIn(token.account), title: words.signsInWhy(token.account) } : null;

/** What follows the name, about the secret; `null` when it is held and known. */
export function custodyStanding(token: TokenRow): Standing | null {
  if (token.pending?.kind === "interrupted") return { tone: "warn", icon: WarningIcon, text: words.interrupted };
  if (token.pending?.kind === "secretWaits") return { tone: "neutral", icon: LockIcon, text: words.secretWaits, title: words.secretWaitsWhy };
  if (token.identity === "unproven") return { tone: "warn", icon: UnknownIcon, text: words.unproven, title: words.unprovenWhy };
  switch (token.custody.state) {
    case "elsewhere":
      return { tone: "neutral", icon: ElsewhereIcon, text: words.notHere };
    case "lost":
      return { tone: "error", icon: ElsewhereIcon, text: words.lost, title: words.lostWhy };
    case "held":
    case "orphaned":
      return null;
  }
}

/** Fit and well, for the drawer, where nothing is left unsaid. */
export const activeStanding = (): Standing => ({ tone: "ok", icon: ActiveIcon, text: words.active });

/** Muted and at the end of the list. */
export const isOver = (token: TokenRow): boolean => token.status === "expired" || token.status === "revoked" || token.custody.state === "orphaned";

/** Being deleted: struck through until it is gone. */
export const isGoing = (token: TokenRow): boolean => token.pending?.kind === "hold" || token.pending?.kind === "deleting";

/** The secret is on this machine. */
export const isHeld = (token: TokenRow): boolean => token.custody.state === "held" && !isGoing(token);

/** Why the secret cannot be copied or shown now; `null` when it can. */
export function copyReason(token: TokenRow, store: StoreView | null): string | null {
  if (!isHeld(token)) return words.noCopyElsewhere;
  return store?.state === "locked" ? words.noCopyLocked(store.name) : null;
}

/** With these the server lets nobody in until the account signs in anew. */
const signedOut: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["signInRefused", "signInExpired", "signInUnknown", "signInMalformed", "signInDeactivated", "subjectGone", "signedOut"]);

/** Whether the account waits for a new sign-in. */
export const cannotSignIn = (account: AccountView | undefined): boolean => account?.state === "needsAttention" && account.trouble !== null && signedOut.has(account.trouble.code);

/** With these a new token at the server mends the sign-in. */
const renewable: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["signInExpired", "signInUnknown", "signInDeactivated"]);

/** The server's page for making a new token to sign in with, while that is what the account needs. */
export const renewalOf = (account: AccountView): string | null => (account.trouble !== null && renewable.has(account.trouble.code) ? account.renewalPage : null);

/** Why it cannot be deleted now; `null` when it can. */
export function deleteReason(token: TokenRow, account: AccountView | undefined): string | null {
  if (token.pending !== null) return words.noDeletePending;
  if (token.identity === "unproven") return words.noDeleteUnproven;
  return token.custody.state === "orphaned" ? null : serverReason(account);
}

/** Why nothing can be changed on this account's server now; `null` when it can. */
export function serverReason(account: AccountView | undefined): string | null {
  if (account?.state === "offline") return words.noDeleteOffline(account.alias);
  return account && cannotSignIn(account) ? words.noDeleteSignIn(account.alias) : null;
}

/** Why nothing can be created on this account now; `null` when it can. */
export function createReason(account: AccountView | undefined): string | null {
  if (account?.state === "offline") return words.noCreateOffline(account.alias);
  return account && cannotSignIn(account) ? words.noDeleteSignIn(account.alias) : null;
}
