/// What a list of tokens can be counted and narrowed by. Each token has exactly one status mark, and any properties.

import type { TokenRow } from "$lib/ipc";

/** One of these per token, so that their counts add up to all. */
export const statusMarks = ["active", "expiring", "expired", "refused", "gone", "revoked", "unknown"] as const;
/** Besides its status. */
export const propertyMarks = ["never", "elsewhere", "lost", "ownerOut"] as const;

export type StatusMark = (typeof statusMarks)[number];
export type PropertyMark = (typeof propertyMarks)[number];
export type TokenMark = StatusMark | PropertyMark;

const statusMark = (token: TokenRow): StatusMark => (token.custody.state === "orphaned" ? "gone" : token.status);

/** The marks of a token, its status first. */
function marksOf(token: TokenRow): readonly TokenMark[] {
  const marks: TokenMark[] = [statusMark(token)];
  if (token.neverExpires) marks.push("never");
  if (token.custody.state === "elsewhere") marks.push("elsewhere");
  if (token.custody.state === "lost") marks.push("lost");
  if (token.ownerState !== "active") marks.push("ownerOut");
  return marks;
}

export type Counts = ReadonlyMap<TokenMark, number>;

/** How many tokens have each mark. */
export function countMarks(tokens: TokenRow[]): Counts {
  const counts = new Map<TokenMark, number>();
  for (const token of tokens) for (const mark of marksOf(token)) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  return counts;
}

/** The tokens that have any of these marks; all when none is asked for. */
export const marked = (tokens: TokenRow[], wanted: ReadonlySet<TokenMark>): TokenRow[] =>
  wanted.size === 0 ? tokens : tokens.filter((token) => marksOf(token).some((mark) => wanted.has(mark)));
