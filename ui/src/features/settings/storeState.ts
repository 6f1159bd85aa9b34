/// How the store stands, as a badge and as a sentence with the next step.

import type { Component } from "svelte";

import AbsentIcon from "~icons/material-symbols/error-outline";
import AskedIcon from "~icons/material-symbols/hourglass-empty";
import OpenIcon from "~icons/material-symbols/lock-open-outline";
import LockedIcon from "~icons/material-symbols/lock-outline";

import { errorText } from "$lib/i18n";
import type { ErrorCode, StoreState, StoreView } from "$lib/ipc";

import { words } from "./texts";

export interface StoreStanding {
  tone: "ok" | "warn" | "error" | "neutral";
  icon: Component;
  text: string;
}

/** The badge; before the first answer it says that one is awaited. */
export function storeStanding(store: StoreView | null): StoreStanding {
  switch (store?.state) {
    case undefined:
      return { tone: "neutral", icon: AskedIcon, text: words.storeAsked };
    case "available":
      return { tone: "ok", icon: OpenIcon, text: words.storeAvailable };
    case "locked":
      return { tone: "warn", icon: LockedIcon, text: words.storeLocked };
    case "absent":
      return { tone: "error", icon: AbsentIcon, text: words.storeAbsent };
    case "noDefaultCollection":
      return { tone: "error", icon: AbsentIcon, text: words.storeNoCollection };
    case "timedOut":
      return { tone: "error", icon: AskedIcon, text: words.storeTimedOut };
    case "refused":
      return { tone: "error", icon: AbsentIcon, text: words.storeRefused };
  }
}

const codes: Record<Exclude<StoreState, "available">, ErrorCode> = {
  locked: "keychainLocked",
  absent: "keychainAbsent",
  noDefaultCollection: "keychainNoCollection",
  timedOut: "keychainTimedOut",
  refused: "keychainRefused",
};

/** What is wrong and what to do; `null` when the store is fine or has not answered yet. */
export function storeAdvice(store: StoreView | null): string | null {
  if (!store || store.state === "available") return null;
  return errorText(store.trouble ?? { code: codes[store.state], message: "", retryable: true, field: null });
}
