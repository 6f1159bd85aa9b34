/// Which tokens are shown: those of the chosen account or owner, narrowed by the search. The shell has sorted them already.

import type { TokenRow } from "$lib/ipc";

/** One lower-case text per token, made once when rows arrive, so that a keystroke only compares. */
const haystacks = new WeakMap<TokenRow, string>();

function haystack(token: TokenRow): string {
  let text = haystacks.get(token);
  if (text === undefined) {
    text = [token.name, token.owner.name, token.account, token.organizationName, token.note, token.serverId, token.owner.id, token.owner.organizationId].join("\n").toLocaleLowerCase();
    haystacks.set(token, text);
  }
  return text;
}

/** The tokens of this account, or of all, or only of this owner of the account, in the shell's order. */
export function tokensOf(tokens: TokenRow[], account: string | null, owner?: string): TokenRow[] {
  if (account === null) return tokens;
  return tokens.filter((token) => token.account === account && (owner === undefined || token.owner.id === owner));
}

/** Those in which every word of the search occurs somewhere. */
export function matching(tokens: TokenRow[], search: string): TokenRow[] {
  const wanted = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return tokens;
  return tokens.filter((token) => wanted.every((word) => haystack(token).includes(word)));
}

/** What to call a token that may have no name: the end of its id, since ids given at one time begin alike. */
export const nameOf = (token: Pick<TokenRow, "name" | "serverId" | "id">, unnamed: string): string =>
  token.name ?? (token.serverId ? endOf(token.serverId) : unnamed);

const endOf = (id: string): string => (id.length > LONGEST_ID ? `…${id.slice(-8)}` : id);
const LONGEST_ID = 12;

/** For a sentence: a long name is cut. */
export const shortNameOf = (token: Parameters<typeof nameOf>[0], unnamed: string): string => {
  const name = nameOf(token, unnamed);
  return name.length > LONGEST_IN_SENTENCE ? `${name.slice(0, LONGEST_IN_SENTENCE - 1)}…` : name;
};
const LONGEST_IN_SENTENCE = 48;

/** How many letters two chips may have together in a dense row; wider ones leave no room for the second. */
const LETTERS_OF_TWO = 13;

/** The scopes shown as chips in a dense row, at most two; the rest is counted. */
export function fittingScopes(scopes: string[]): string[] {
  const both = scopes.length === 2 && scopes.join("").length <= LETTERS_OF_TWO;
  return both ? scopes : scopes.slice(0, 1);
}
