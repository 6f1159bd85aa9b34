/// The one component everything hangs on.

import { mount } from "svelte";

import App from "./App.svelte";

export function begin(): void {
  const target = document.getElementById("app");
  if (!target) throw new Error("index.html has no #app");
  mount(App, { target });
}
