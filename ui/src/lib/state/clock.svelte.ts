/// The time of day, ticking once a second while somebody looks at it. Countdowns and "2 min ago" read `clock.now`.

import { now } from "$lib/ipc";

class Clock {
  /** Milliseconds since 1970, at most a second old. */
  now = $state(now());

  /** Ticks until the returned function is called. */
  start(): () => void {
    this.now = now();
    const timer = setInterval(() => {
      this.now = now();
    }, 1000);
    return () => clearInterval(timer);
  }

  /** The time right now, for what is measured rather than shown. */
  exact(): number {
    return now();
  }
}

export const clock = new Clock();
