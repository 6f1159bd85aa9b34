import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";

import { settle } from "../../../test/window";
import type { ReadyLine } from "./ready";
import ReadyLines from "./ReadyLines.svelte";

const lines: ReadyLine[] = [
  { id: "curl", line: "curl one" },
  { id: "environment", line: "export two" },
];

test("arrows move between the tabs, and only the chosen one is a stop for Tab", async () => {
  render(ReadyLines, { lines });
  const [curl, environment] = screen.getAllByRole("tab");
  expect([curl?.tabIndex, environment?.tabIndex]).toEqual([0, -1]);
  curl?.focus();
  await fireEvent.keyDown(curl!, { key: "ArrowLeft" });
  await settle();
  expect(document.activeElement).toBe(environment);
  expect(screen.getByRole("tabpanel").textContent).toContain("export two");
});

test("a line that cannot be copied is said, one that can is copied as it stands", async () => {
  const writeText = vi.fn().mockRejectedValueOnce(new Error("refused")).mockResolvedValueOnce(undefined);
  vi.stubGlobal("navigator", { ...navigator, clipboard: { writeText } });
  render(ReadyLines, { lines });
  await fireEvent.click(screen.getByRole("button", { name: "Copy this line" }));
  await settle();
  expect(screen.getByText(/could not be copied/)).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: "Copy this line" }));
  await settle();
  expect(screen.getByText("Line copied")).toBeTruthy();
  expect(writeText).toHaveBeenLastCalledWith("curl one");
  vi.unstubAllGlobals();
});
