/// How an account stands, as a badge.

import type { Component } from "svelte";

import OnlineIcon from "~icons/material-symbols/check-circle-outline";
import OfflineIcon from "~icons/material-symbols/cloud-off-outline";
import UnaskedIcon from "~icons/material-symbols/schedule-outline";
import AttentionIcon from "~icons/material-symbols/warning-outline";

import type { AccountState } from "$lib/ipc";

import { words } from "./texts";

export interface AccountBadge {
  tone: "ok" | "warn" | "neutral";
  icon: Component;
  text: string;
}

export function accountBadge(state: AccountState): AccountBadge {
  switch (state) {
    case "online":
      return { tone: "ok", icon: OnlineIcon, text: words.online };
    case "offline":
      return { tone: "warn", icon: OfflineIcon, text: words.offline };
    case "unasked":
      return { tone: "neutral", icon: UnaskedIcon, text: words.unasked };
    case "needsAttention":
      return { tone: "warn", icon: AttentionIcon, text: words.needsAttention };
  }
}
