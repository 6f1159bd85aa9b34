/// Puts a floating box beside its anchor, inside the window; by measuring, since not every web view can anchor by itself.

const EDGE = 9;

export interface Placing {
  /** Which edges of anchor and box are in line. */
  align: "start" | "end";
  /** Gap to the anchor in pixels. */
  gap: number;
  /** As wide as its anchor. */
  matchWidth: boolean;
}

/** Sets position and largest height of `box`. */
export function place(box: HTMLElement, anchor: DOMRect, { align, gap, matchWidth }: Placing): void {
  if (matchWidth) box.style.width = `${anchor.width}px`;
  box.style.maxHeight = "";
  const { width, height } = box.getBoundingClientRect();
  const below = window.innerHeight - EDGE - (anchor.bottom + gap);
  const above = anchor.top - gap - EDGE;
  const under = height <= below || below >= above;
  box.style.maxHeight = `${Math.max(under ? below : above, 90)}px`;
  const left = align === "start" ? anchor.left : anchor.right - width;
  box.style.left = `${Math.max(EDGE, Math.min(left, window.innerWidth - EDGE - width))}px`;
  box.style.top = `${under ? anchor.bottom + gap : Math.max(EDGE, anchor.top - gap - Math.min(height, above))}px`;
}
