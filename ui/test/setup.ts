/// A clean slate for each test.

import { setNarrow, setSystemDark } from "./dom";

import { beforeEach, vi } from "vitest";

import { setLanguage } from "$lib/i18n";
import { fake } from "$lib/ipc/fake";
import { announcer, app, clipboard, view } from "$lib/state";

// Finding by role is slow in jsdom, and slower on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => {
  setNarrow(false);
  setSystemDark(false);
  setLanguage("en", "en-US");
  fake.reset();
  app.reset();
  view.reset();
  clipboard.reset();
  announcer.text = "";
});
