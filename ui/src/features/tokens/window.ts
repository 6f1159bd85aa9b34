/// Which rows of a long list are drawn: those in sight and some around them. A short list is drawn whole.

/** The height of a dense row in pixels, as in the design's `row-h-dense`. */
export const ROW_PX = 44;

/** Lists up to this many rows are drawn whole: they cost nothing, and nothing has to follow the scrolling. */
const WHOLE = 80;
/** Rows drawn above and below what is in sight, so that Tab and a quick scroll find them there. */
const AROUND = 12;
/** The first row drawn changes by so many at a time, so that most scrolling draws nothing. */
const STEP = 6;

export interface Rows {
  from: number;
  /** One past the last. */
  to: number;
}

/** Of `count` rows, scrolled by `top` pixels in a box of at most `height`. */
export function rowsInSight(count: number, top: number, height: number): Rows {
  if (count <= WHOLE) return { from: 0, to: count };
  const inSight = Math.ceil(height / ROW_PX);
  // The list may just have become shorter than where it was scrolled to.
  const first = Math.min(Math.floor(top / ROW_PX), Math.max(0, count - inSight));
  const from = Math.max(0, Math.floor((first - AROUND) / STEP) * STEP);
  return { from, to: Math.min(count, first + inSight + AROUND + STEP) };
}

/** Where to scroll so that the row at `index` is in sight below a head of `head` pixels; `top` when it is already. */
export function scrollFor(index: number, top: number, height: number, head: number): number {
  const above = index * ROW_PX;
  const room = Math.max(ROW_PX, height - head);
  if (above < top) return above;
  return above + ROW_PX > top + room ? above + ROW_PX - room : top;
}
