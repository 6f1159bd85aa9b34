/// Unlocking the store because the user asked to, and saying how it went.

import { announcer, app } from "$lib/state";

import { words } from "./texts";

/** Whether it is open now. A dismissed prompt leaves it as it was. */
export async function unlock(): Promise<boolean> {
  const open = await app.unlockStore();
  if (open) announcer.say(words.unlocked(app.storeName));
  else await app.reportStore();
  return open;
}
