/// What the window shows: which room, which drawer, which dialog. Every way to get there goes through here.

import type { TokenMark } from "./marks";

export type Room =
  | { name: "welcome" }
  /** The connect form; `from` is where Esc goes back to. */
  | { name: "connect"; from: Room }
  /** The tokens of one account, or of all when `account` is null; of one owner (by id) where one is chosen. */
  | { name: "tokens"; account: string | null; owner?: string }
  /** Settings, scrolled to a card. */
  | { name: "settings"; card: SettingsCard | null };

export type SettingsCard = "appearance" | "clipboard" | "store" | "accounts";

export type OpenDialog =
  /** The create dialog for this account, and for this owner (by id) where it was opened from his tokens. */
  | { name: "create"; account: string; owner?: string }
  /** The delete confirmation of this record. */
  | { name: "delete"; id: string }
  /** A secret that is neither stored nor handed over (screen 05x). */
  | { name: "unsaved"; blocksClose: boolean }
  /** All keys. */
  | { name: "keys" };

class View {
  room = $state.raw<Room>({ name: "tokens", account: null });
  dialog = $state.raw<OpenDialog | null>(null);
  /** Record id of the token in the drawer. */
  drawer = $state<string | null>(null);
  /** What is typed into the search field. */
  search = $state("");
  /** The chips that are pressed above the list; a token that has one of these marks is shown. */
  filters = $state.raw<ReadonlySet<TokenMark>>(new Set());

  showTokens(account: string | null = null, owner?: string): void {
    this.room = { name: "tokens", account, ...(owner === undefined ? {} : { owner }) };
    this.drawer = null;
  }

  toggleFilter(mark: TokenMark): void {
    const filters = new Set(this.filters);
    if (!filters.delete(mark)) filters.add(mark);
    this.filters = filters;
  }

  clearFilters(): void {
    this.filters = new Set();
  }

  showSettings(card: SettingsCard | null = null): void {
    this.room = { name: "settings", card };
    this.drawer = null;
  }

  showWelcome(): void {
    this.room = { name: "welcome" };
    this.drawer = null;
  }

  showConnect(): void {
    if (this.room.name === "connect") return;
    this.room = { name: "connect", from: this.room };
    this.drawer = null;
  }

  /** Leaves the connect form without an account. */
  leaveConnect(): void {
    if (this.room.name === "connect") this.room = this.room.from;
  }

  open(dialog: OpenDialog): void {
    this.dialog = dialog;
  }

  closeDialog(): void {
    this.dialog = null;
  }

  /** For tests: back to the beginning. */
  reset(): void {
    this.room = { name: "tokens", account: null };
    this.dialog = null;
    this.drawer = null;
    this.search = "";
    this.clearFilters();
  }
}

export const view = new View();
