import { beforeEach, describe, expect, test, vi } from "vitest";

import { fake } from "$lib/ipc/fake";

import { callsOf, settle } from "../../../test/window";
import { Discovery, QUIET_MS, type Asked } from "./discovery.svelte";

let url = "";
let told: Asked[] = [];
let discovery: Discovery;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  told = [];
  discovery = new Discovery(
    () => ({ url, extraCa: null, allowPlainHttp: false }),
    (asked) => told.push(asked),
  );
  return () => vi.useRealTimers();
});

function type(text: string) {
  url = text;
  discovery.later();
}

const asked = () => callsOf("discover").map(({ request }) => (request as { url: string }).url);

describe("asking an address", () => {
  test("waits until the typing has paused for 400 ms", async () => {
    type("https://hub.exa");
    vi.advanceTimersByTime(QUIET_MS - 1);
    type("https://hub.example.org");
    vi.advanceTimersByTime(QUIET_MS - 1);
    expect(asked()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(discovery.asked.name).toBe("asking");
    await settle();
    expect(asked()).toEqual(["https://hub.example.org"]);
    expect(discovery.found?.url).toBe("https://hub.example.org");
  });

  test("never shows the answer to an older question", async () => {
    fake.hold("discover");
    type("https://old.example.org");
    vi.advanceTimersByTime(QUIET_MS);
    await settle();
    type("https://new.example.org");
    vi.advanceTimersByTime(QUIET_MS);
    await settle();
    // The older one, released alone, answers late.
    const [older] = fake.held.get("discover") ?? [];
    older?.();
    await settle();
    expect(discovery.asked.name).toBe("asking");
    expect(told).toEqual([]);
    fake.release("discover");
    await settle();
    expect(discovery.found?.url).toBe("https://new.example.org");
    expect(told).toHaveLength(1);
  });

  test("forgets the answer as soon as somebody types on", async () => {
    type("https://hub.example.org");
    vi.advanceTimersByTime(QUIET_MS);
    await settle();
    expect(discovery.found).not.toBeNull();
    type("https://hub.example.or");
    expect(discovery.found).toBeNull();
  });

  test("asks nobody about what is no address", async () => {
    type("hub.example.org");
    vi.advanceTimersByTime(QUIET_MS);
    await settle();
    expect(asked()).toEqual([]);
    expect(discovery.asked.name).toBe("malformed");
    type("https:/");
    vi.advanceTimersByTime(QUIET_MS);
    await settle();
    expect(asked()).toEqual([]);
    expect(discovery.asked.name).toBe("nothing");
  });

  test("does not wait for the pause when it is settled, and asks only once", async () => {
    type("https://hub.example.org");
    await discovery.settle();
    expect(discovery.found).not.toBeNull();
    vi.advanceTimersByTime(QUIET_MS * 2);
    await discovery.settle();
    expect(asked()).toHaveLength(1);
  });

  test("tells nothing after its end", async () => {
    fake.hold("discover");
    void discovery.now();
    type("https://hub.example.org");
    vi.advanceTimersByTime(QUIET_MS);
    discovery.end();
    fake.release("discover");
    await settle();
    expect(told).toEqual([]);
  });
});
