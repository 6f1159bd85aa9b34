/// What providers are called: names of products, the same in every language.

import type { ProviderKind } from "$lib/ipc";

export const providerNames: Record<ProviderKind, string> = { digitalhub: "DigitalHub" };

/** The host and, when it has one, the path of a server's address. */
export function hostOf(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return host + pathname.replace(/\/$/, "");
  } catch {
    return url;
  }
}
