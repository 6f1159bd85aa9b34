/// Picks the word for a number as the language asks for it.

import { language } from "./language.svelte";

const rules: Record<string, Intl.PluralRules> = {};

/** `one` and `other` are all that English and Italian need; Italian's `many` (millions) reads as `other`. */
export function plural(count: number, forms: { one: string; other: string }): string {
  const chosen = (rules[language.code] ??= new Intl.PluralRules(language.code)).select(count);
  return chosen === "one" ? forms.one : forms.other;
}
