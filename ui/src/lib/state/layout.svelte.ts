/// How much room the window has: under 1000 px the side bar is a rail and the drawer covers the list.

import { MediaQuery } from "svelte/reactivity";

const narrow = new MediaQuery("max-width: 999px", false);

export const layout = {
  get narrow(): boolean {
    return narrow.current;
  },
};
