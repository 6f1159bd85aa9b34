/// The page's state, for features.

export { announcer } from "./announce.svelte";
export { app } from "./app.svelte";
export { clipboard, type ClipboardPhase } from "./clipboard.svelte";
export { clock } from "./clock.svelte";
export { layout } from "./layout.svelte";
export { countMarks, marked, propertyMarks, statusMarks, type Counts, type PropertyMark, type StatusMark, type TokenMark } from "./marks";
export { handleKey, registerKeys, type KeyAction } from "./keys.svelte";
export { view, type OpenDialog, type Room, type SettingsCard } from "./view.svelte";
