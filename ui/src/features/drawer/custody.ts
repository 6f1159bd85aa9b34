/// Where the secret of a token is, in two sentences.

import type { StoreView, TokenRow } from "$lib/ipc";

import { words } from "./texts";

export function custodySentences(token: TokenRow, store: StoreView | null): { where: string; why: string } {
  const name = token.custody.store ?? store?.name ?? "";
  switch (token.custody.state) {
    case "held": {
      const collection = store?.collection && store.name === name ? `, ${store.collection}` : "";
      return { where: name + collection, why: token.identity === "known" ? words.heldKnown : words.heldUnproven };
    }
    case "elsewhere":
      return { where: words.elsewhere, why: words.elsewhereWhy };
    case "orphaned":
      return { where: words.orphaned(name), why: words.orphanedWhy };
    case "lost":
      return { where: words.lost, why: words.lostWhy };
  }
}
