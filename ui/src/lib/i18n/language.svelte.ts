/// Which language the page speaks, and in which locale it writes dates.

import type { Language } from "$lib/ipc";

export type LanguageCode = "en" | "it";

class LanguageState {
  /** The words' language. */
  code = $state<LanguageCode>("en");
  /** The locale for dates and numbers: the system's when it is of that language, so that British dates stay British. */
  locale = $state("en");
}

export const language = new LanguageState();

/** Follows the setting; `system` takes Italian for an Italian system and English for all others. */
export function setLanguage(setting: Language, systemTag: string): void {
  const system: LanguageCode = systemTag.toLowerCase().startsWith("it") ? "it" : "en";
  const code = setting === "system" ? system : setting;
  language.code = code;
  language.locale = localeFor(code, systemTag);
  document.documentElement.lang = code;
}

function localeFor(code: LanguageCode, systemTag: string): string {
  if (!systemTag.toLowerCase().startsWith(code)) return code;
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(systemTag)[0] ?? code;
  } catch {
    return code;
  }
}
