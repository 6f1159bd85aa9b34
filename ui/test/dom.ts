/// What jsdom lacks. Loaded before everything else, because some of it is asked for while modules load.

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
// axe asks for one to look at icon fonts; without it, it does not.
HTMLCanvasElement.prototype.getContext = () => null;

class MediaList extends EventTarget {
  matches = false;

  constructor(readonly media: string) {
    super();
  }
}

const media = new Map<string, MediaList>();

window.matchMedia = (query) => {
  const list = media.get(query) ?? new MediaList(query);
  media.set(query, list);
  return list as unknown as MediaQueryList;
};

function setMedia(part: string, matches: boolean): void {
  for (const [query, list] of media) {
    if (!query.includes(part) || list.matches === matches) continue;
    list.matches = matches;
    list.dispatchEvent(new Event("change"));
  }
}

/** Makes the window narrower or wider than 1000 px. */
export const setNarrow = (narrow: boolean): void => setMedia("max-width", narrow);

/** Makes the system wish for dark or light. */
export const setSystemDark = (dark: boolean): void => setMedia("prefers-color-scheme", dark);
