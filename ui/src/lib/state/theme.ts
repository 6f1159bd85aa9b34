/// Light or dark: the setting, or the system's wish, as `data-theme` on the root element.

import type { Theme } from "$lib/ipc";

const wish = () => (typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : null);

let chosen: Theme = "system";

/** Whether the page is dark with this setting. */
export const isDark = (theme: Theme): boolean => (theme === "system" ? (wish()?.matches ?? false) : theme === "dark");

/** Dresses the page. */
export function applyTheme(theme: Theme): void {
  chosen = theme;
  document.documentElement.dataset.theme = isDark(theme) ? "dark" : "light";
}

/** Follows the system while the setting says so, until the returned function is called. */
export function followSystemTheme(changed: () => void): () => void {
  const media = wish();
  const follow = () => {
    applyTheme(chosen);
    changed();
  };
  media?.addEventListener("change", follow);
  return () => media?.removeEventListener("change", follow);
}
