/// Turns a pair of dictionaries into one whose words follow the chosen language.

import { language, type LanguageCode } from "./language.svelte";

// Written with `any` because each function keeps its own parameters; callers see those.
type Word = string | ((...details: any[]) => string);
type Words = Record<string, Word>;
type SameWords<W extends Words> = { [K in keyof W]: W[K] extends string ? string : W[K] };

/** Every dictionary made so far, for the test that both languages say everything. */
export const dictionaries: Record<LanguageCode, Words>[] = [];

/** The words, in whichever language is chosen when they are read. */
export function texts<W extends Words>(pair: { en: W; it: NoInfer<SameWords<W>> }): SameWords<W> {
  const both = pair as unknown as Record<LanguageCode, Words>;
  dictionaries.push(both);
  const reader: Words = {};
  for (const key of Object.keys(pair.en)) {
    Object.defineProperty(reader, key, { enumerable: true, get: () => both[language.code][key] });
  }
  return reader as SameWords<W>;
}
