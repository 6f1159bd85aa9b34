/// The way to the shell. Nothing else in the page imports @tauri-apps, so the page also runs without a window.

import { invoke as invokeCommand } from "@tauri-apps/api/core";
import { listen as listenTo } from "@tauri-apps/api/event";

import type { Invoke } from "./commands.gen";

export const invoke: Invoke = (command, args) => invokeCommand(command, args);

export const listen = (event: string, heard: (payload: unknown) => void): Promise<() => void> =>
  listenTo<unknown>(event, ({ payload }) => heard(payload));

/** The time of day in milliseconds. */
export const now = (): number => Date.now();
