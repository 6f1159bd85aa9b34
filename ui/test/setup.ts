/// What jsdom lacks, and a clean slate for each test.

import { beforeEach } from "vitest";

import { fake } from "$lib/ipc/fake";
import { app, clipboard, view } from "$lib/state";

// jsdom knows the element, not its methods.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
};
// Nothing is laid out in jsdom, so nothing has an offset parent: what is in the document counts as visible.
Element.prototype.checkVisibility = function checkVisibility() {
  return this.isConnected;
};
Element.prototype.scrollIntoView = () => undefined;
window.matchMedia = (query) =>
  ({ matches: false, media: query, addEventListener: () => undefined, removeEventListener: () => undefined }) as unknown as MediaQueryList;

beforeEach(() => {
  fake.reset();
  app.reset();
  view.reset();
  clipboard.reset();
});
