/// What the chips above the list are called and look like.

import type { Component } from "svelte";

import NeverIcon from "~icons/material-symbols/all-inclusive";
import ActiveIcon from "~icons/material-symbols/check-circle-outline";
import GoneIcon from "~icons/material-symbols/cloud-off-outline";
import RefusedIcon from "~icons/material-symbols/error-outline";
import ExpiredIcon from "~icons/material-symbols/event-busy-outline";
import UnknownIcon from "~icons/material-symbols/help-outline";
import ElsewhereIcon from "~icons/material-symbols/key-off-outline";
import OwnerOutIcon from "~icons/material-symbols/person-off-outline";
import ClockIcon from "~icons/material-symbols/schedule-outline";

import type { Counts, TokenMark } from "$lib/state";

import { words } from "./texts";

export interface MarkLook {
  icon: Component;
  tone: "ok" | "warn" | "error" | "plain";
  text: () => string;
}

export const looks: Record<TokenMark, MarkLook> = {
  active: { icon: ActiveIcon, tone: "ok", text: () => words.active },
  expiring: { icon: ClockIcon, tone: "warn", text: () => words.expiring },
  expired: { icon: ExpiredIcon, tone: "error", text: () => words.expired },
  refused: { icon: RefusedIcon, tone: "error", text: () => words.refused },
  gone: { icon: GoneIcon, tone: "error", text: () => words.gone },
  revoked: { icon: RefusedIcon, tone: "error", text: () => words.revoked },
  unknown: { icon: UnknownIcon, tone: "plain", text: () => words.unknown },
  never: { icon: NeverIcon, tone: "warn", text: () => words.never },
  elsewhere: { icon: ElsewhereIcon, tone: "plain", text: () => words.notHere },
  lost: { icon: ElsewhereIcon, tone: "error", text: () => words.lost },
  ownerOut: { icon: OwnerOutIcon, tone: "warn", text: () => words.ownerOut },
};

/** Shown even when nothing has them, so that they stay where one looks for them. */
const always: ReadonlySet<TokenMark> = new Set<TokenMark>(["active", "expiring", "expired"]);

/** Those worth a chip now: the usual three, what some token has, and what is pressed. */
export const worthShowing = <M extends TokenMark>(marks: readonly M[], counts: Counts, pressed: ReadonlySet<TokenMark>): M[] =>
  marks.filter((mark) => always.has(mark) || (counts.get(mark) ?? 0) > 0 || pressed.has(mark));
