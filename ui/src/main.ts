/// Starts the page: fonts and colours, then, once the frame of index.html is on the screen, everything else. That frame
/// (#early) is what the window shows anyway; it goes with the first thing in #app. The fonts are asked for by index.html,
/// so that they are here before the first words are laid out.

import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";

/** A window that is not shown is drawn by nobody, and must start all the same. */
const LONGEST_WAIT_MS = 100;

await new Promise<void>((painted) => {
  requestAnimationFrame(() => setTimeout(painted));
  setTimeout(painted, LONGEST_WAIT_MS);
});
const { begin } = await import("./begin");
begin();
