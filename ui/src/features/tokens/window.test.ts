import { describe, expect, test } from "vitest";

import { ROW_PX, rowsInSight, scrollFor } from "./window";

describe("the rows that are drawn", () => {
  test("are all of a short list", () => {
    expect(rowsInSight(80, 0, 700)).toEqual({ from: 0, to: 80 });
    expect(rowsInSight(0, 0, 700)).toEqual({ from: 0, to: 0 });
  });

  test("hold whatever is in sight, wherever a long list is scrolled to", () => {
    for (let top = 0; top <= 500 * ROW_PX; top += 97) {
      const { from, to } = rowsInSight(500, top, 700);
      const first = Math.min(Math.floor(top / ROW_PX), 500 - 16);
      expect(from).toBeLessThanOrEqual(first);
      expect(to).toBeGreaterThanOrEqual(Math.min(500, first + 16));
      expect(to - from).toBeLessThan(60);
    }
  });

  test("are the last ones when the list became shorter than where it was scrolled to", () => {
    const { from, to } = rowsInSight(100, 400 * ROW_PX, 700);
    expect(to).toBe(100);
    expect(from).toBeLessThanOrEqual(84);
  });
});

test("a row is scrolled into sight only as far as needed", () => {
  expect(scrollFor(3, 0, 440, 40)).toBe(0);
  expect(scrollFor(3, 10 * ROW_PX, 440, 40)).toBe(3 * ROW_PX);
  expect(scrollFor(100, 0, 440, 40)).toBe(101 * ROW_PX - 400);
});
