/// What a token may be called: the console's rule, which its server leaves unchecked.

import { language } from "$lib/i18n";
import type { TokenRow } from "$lib/ipc";

import { words } from "./texts";

const LONGEST = 255;
/** More wrong characters than this are not listed one by one. */
const LISTED = 4;

/** Why it cannot be called that; `null` when it can. White space around it does not count. */
export function nameProblem(text: string): string | null {
  const name = text.trim();
  if (name === "") return words.nameEmpty;
  const wrong = new Set([...name].filter((character) => !/[A-Za-z0-9._+-]/.test(character)));
  if (wrong.size > 0) return wrongCharacters([...wrong]);
  return name.length > LONGEST ? words.nameTooLong(name.length) : null;
}

function wrongCharacters(wrong: string[]): string {
  const told = wrong.slice(0, LISTED).map((character) => (/\s/.test(character) ? words.space : `“${character}”`));
  const parts = wrong.length > LISTED ? [...told, "…"] : [...new Set(told)];
  const list = new Intl.ListFormat(language.code, { type: "conjunction" }).format(parts);
  const sentence = parts.length === 1 ? words.wrongOne(list) : words.wrongMany(list);
  return sentence.charAt(0).toLocaleUpperCase(language.code) + sentence.slice(1);
}

/** A name that a token of this account has already: allowed by the server, and worth a second look. */
export function nameWarning(text: string, alias: string, tokens: TokenRow[]): string | null {
  const name = text.trim();
  if (name === "" || !tokens.some((token) => token.account === alias && token.name === name)) return null;
  return words.nameTaken(alias, name);
}
