/// What the page knows: the start view, the last snapshot, the store's last report; and how it learns of changes.

import { errorText, setLanguage } from "$lib/i18n";
import { asIpcError, ipc, listen, type AccountView, type OwnerRow, type Product, type Settings, type Snapshot, type StartView, type StoreView, type TokenRow } from "$lib/ipc";

import { announcer } from "./announce.svelte";
import { clipboard } from "./clipboard.svelte";
import { clock } from "./clock.svelte";
import { applyTheme, followSystemTheme, isDark } from "./theme";
import { view } from "./view.svelte";

/** The sandbox connects its account by itself; it has this long before the page stops waiting. */
const SANDBOX_MS = 15_000;

/** Account and name of every two owners who share it. */
function namesakesAmong(owners: OwnerRow[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { account, name } of owners) {
    const key = `${account}\n${name}`;
    if (seen.has(key)) twice.add(key);
    seen.add(key);
  }
  return twice;
}

function byAccount(owners: OwnerRow[]): ReadonlyMap<string, OwnerRow[]> {
  const groups = new Map<string, OwnerRow[]>();
  for (const owner of owners) {
    const group = groups.get(owner.account);
    if (group) group.push(owner);
    else groups.set(owner.account, [owner]);
  }
  return groups;
}

class App {
  /** What the shell said at the start; `null` until then. */
  start = $state.raw<StartView | null>(null);
  /** Accounts and tokens; `null` until the first one came. */
  snapshot = $state.raw<Snapshot | null>(null);
  /** The keychain's last report; `null` until it answered. */
  store = $state.raw<StoreView | null>(null);
  /** Servers are being asked. */
  refreshing = $state(false);
  /** The store is being unlocked. */
  unlocking = $state(false);
  /** Why the page cannot show anything at all. */
  failure = $state<string | null>(null);
  /** Whether the page is dark now. */
  dark = $state(false);
  /** The sandbox is starting and has no account yet. */
  sandboxStarting = $state(false);
  #sandboxLimit: ReturnType<typeof setTimeout> | undefined;
  /** The token in the drawer as it last was, when somebody else deleted it meanwhile. */
  #vanished = $state.raw<TokenRow | null>(null);
  /** Tokens seen to be on their way out by this window's own doing. */
  readonly #leaving = new Set<string>();
  // Hundreds of rows look these up.
  readonly #accounts = $derived(new Map(this.accounts.map((account) => [account.alias, account])));
  readonly #tokens = $derived(new Map(this.tokens.map((token) => [token.id, token])));
  readonly #owners = $derived(byAccount(this.owners));
  readonly #namesakes = $derived(namesakesAmong(this.owners));

  get accounts(): AccountView[] {
    return this.snapshot?.accounts ?? [];
  }

  get tokens(): TokenRow[] {
    return this.snapshot?.tokens ?? [];
  }

  /** Everyone who can own tokens. */
  get owners(): OwnerRow[] {
    return this.snapshot?.owners ?? [];
  }

  /** The kinds of servers one can connect to. */
  get products(): Product[] {
    return this.start?.products ?? [];
  }

  get settings(): Settings {
    return this.start?.settings ?? { theme: "system", language: "system", clipboardSeconds: 30 };
  }

  get sandbox(): boolean {
    return this.snapshot?.sandbox ?? this.start?.sandbox ?? false;
  }

  /** What people call the store: `Secret Service`. */
  get storeName(): string {
    return this.store?.name ?? this.start?.storeName ?? "";
  }

  /** The store is known not to answer with secrets now. */
  get storeUnusable(): boolean {
    return this.store !== null && this.store.state !== "available";
  }

  account(alias: string): AccountView | undefined {
    return this.#accounts.get(alias);
  }

  token(id: string): TokenRow | undefined {
    return this.#tokens.get(id);
  }

  /** The token that was deleted elsewhere while it was in the drawer, as it last was. */
  vanished(id: string): TokenRow | undefined {
    return this.#vanished?.id === id ? this.#vanished : undefined;
  }

  ownersOf(alias: string): OwnerRow[] {
    return this.#owners.get(alias) ?? [];
  }

  owner(alias: string, id: string): OwnerRow | undefined {
    return this.ownersOf(alias).find((owner) => owner.id === id);
  }

  /** Another owner of this account has the same name, so the organization has to be said as well. */
  hasNamesake(alias: string, name: string): boolean {
    return this.#namesakes.has(`${alias}\n${name}`);
  }

  /** Starts: settings, then the database's view, then in the background the servers and the store. Answers with the way to stop. */
  async begin(): Promise<() => void> {
    const stops = [
      followSystemTheme(() => {
        this.dark = isDark(this.settings.theme);
      }),
    ];
    const stop = () => stops.forEach((end) => end());
    try {
      // All at once, since each takes its time; the view is read when no change of it goes unheard.
      const hear = async (heard: Promise<() => void>) => stops.push(await heard);
      const [start] = await Promise.all([
        ipc.start(),
        hear(listen("changed", () => void this.load())),
        hear(listen("clipboard", (what) => clipboard.heard(what))),
        hear(listen("unsaved-blocks-close", () => view.open({ name: "unsaved", blocksClose: true }))),
      ]);
      stops.push(() => clearTimeout(this.#sandboxLimit));
      this.applyStart(start);
      if (start.sandbox) this.awaitSandbox();
      await this.load();
    } catch (reason) {
      this.failure = errorText(asIpcError(reason));
      return stop;
    }
    if (this.failure) return stop;
    if (this.snapshot && this.snapshot.unsaved.length > 0) view.open({ name: "unsaved", blocksClose: false });
    return stop;
  }

  /** What may take its time, after the first paint. */
  settle(): void {
    void this.reportStore();
    if (this.accounts.length > 0) void this.refresh();
  }

  /** Reads the database's view again. */
  async load(): Promise<void> {
    try {
      const next = await ipc.snapshot();
      const opened = view.drawer === null ? undefined : (this.token(view.drawer) ?? this.vanished(view.drawer));
      this.snapshot = next;
      // What it says of holds and ages is measured from now.
      clock.exact();
      this.followDrawer(opened);
      if (this.accounts.length > 0) this.stopAwaitingSandbox();
      this.leaveGoneAccount();
    } catch (reason) {
      if (this.snapshot === null || this.sandboxStarting) this.failure = errorText(asIpcError(reason));
      else announcer.say(errorText(asIpcError(reason)));
    }
  }

  /** Asks one server, or all. Troubles come back in the snapshot. */
  async refresh(alias: string | null = null): Promise<void> {
    if (this.refreshing) return;
    this.refreshing = true;
    try {
      await ipc.refresh(alias);
    } catch (reason) {
      announcer.say(errorText(asIpcError(reason)));
    } finally {
      this.refreshing = false;
    }
    await this.load();
  }

  /** Asks the store how it is; never raises a prompt. */
  async reportStore(): Promise<void> {
    try {
      this.store = await ipc.storeReport();
    } catch {
      // The report itself names every state of the store; without one the last stays.
    }
  }

  /** Unlocks the store; the system may ask for a password. Answers whether it is open. */
  async unlockStore(): Promise<boolean> {
    if (this.unlocking) return false;
    this.unlocking = true;
    try {
      this.store = await ipc.unlockStore();
      return this.store.state === "available";
    } catch (reason) {
      announcer.say(errorText(asIpcError(reason)));
      return false;
    } finally {
      this.unlocking = false;
    }
  }

  /** Saves some settings; the page follows at once, and goes back when saving fails (the rejection is passed on). */
  async saveSettings(change: Partial<Settings>): Promise<void> {
    if (!this.start) return;
    const before = this.start;
    this.applyStart({ ...before, settings: { ...before.settings, ...change } });
    try {
      this.applyStart({ ...before, settings: await ipc.saveSettings({ ...before.settings, ...change }) });
    } catch (reason) {
      this.applyStart(before);
      throw reason;
    }
  }

  /** A token that goes by our own doing takes the drawer with it; one that somebody else deleted stays to say so. */
  private followDrawer(before: TokenRow | undefined): void {
    for (const { id, pending } of this.tokens) if (pending?.kind === "interrupted" || (pending?.kind === "hold" && pending.ours)) this.#leaving.add(id);
    const id = view.drawer;
    if (id === null || this.token(id)) {
      this.#vanished = null;
      return;
    }
    const deletedHere = this.#leaving.has(id) || (view.dialog?.name === "delete" && view.dialog.id === id);
    this.#vanished = before && !deletedHere && this.account(before.account) ? before : null;
    if (this.#vanished === null) view.drawer = null;
  }

  private applyStart(start: StartView): void {
    this.start = start;
    applyTheme(start.settings.theme);
    this.dark = isDark(start.settings.theme);
    setLanguage(start.settings.language, start.systemLanguage);
  }

  private awaitSandbox(): void {
    this.sandboxStarting = true;
    this.#sandboxLimit = setTimeout(() => {
      this.stopAwaitingSandbox();
      this.leaveGoneAccount();
    }, SANDBOX_MS);
  }

  private stopAwaitingSandbox(): void {
    clearTimeout(this.#sandboxLimit);
    this.sandboxStarting = false;
  }

  /** A room of an account that was disconnected meanwhile is left. */
  private leaveGoneAccount(): void {
    if (view.room.name !== "tokens" || this.sandboxStarting) return;
    if (this.accounts.length === 0 && this.start) view.showWelcome();
    else if (view.room.account !== null && !this.account(view.room.account)) view.showTokens(null);
    else if (view.room.account !== null && view.room.owner !== undefined && !this.knowsOwner(view.room.account, view.room.owner)) view.showTokens(view.room.account);
  }

  /** By the server's word, or by a token of his. */
  private knowsOwner(alias: string, id: string): boolean {
    return this.owner(alias, id) !== undefined || this.tokens.some((token) => token.account === alias && token.owner.id === id);
  }

  /** For tests: back to the beginning. */
  reset(): void {
    this.start = null;
    this.snapshot = null;
    this.store = null;
    this.refreshing = false;
    this.unlocking = false;
    this.failure = null;
    this.#vanished = null;
    this.#leaving.clear();
    this.stopAwaitingSandbox();
  }
}

export const app = new App();
