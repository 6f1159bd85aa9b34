/// The time of day, ticking once a second while somebody looks at it. Countdowns and "2 min ago" read `clock.now`.

import { now } from "$lib/ipc";

class Clock {
  /** Milliseconds since 1970, at most a second old. */
  now = $state(now());

  /** Ticks until the returned function is called. */
  start(): () => void {
    this.exact();
    const timer = setInterval(() => this.exact(), 1000);
    return () => clearInterval(timer);
  }

  /** The time right now; what is shown follows, so that a countdown begun now does not begin with a second too many. */
  exact(): number {
    this.now = now();
    return this.now;
  }
}

export const clock = new Clock();
