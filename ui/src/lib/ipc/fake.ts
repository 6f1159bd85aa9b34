/// Stands in for the shell in tests and in `npm run dev:fake`: the demo's data in memory, faults on request, its own time.

import type { Invoke } from "./commands.gen";
import { DEMO_NOW, digitalHub, scenarios, sorted, type Scenario } from "./fake-demo";
import { accountOf, connected, discovered, newOwner, newToken } from "./fake-servers";
import { zitadel, zitadelDirectory } from "./fake-zitadel";
import type { AccountView, ActivityView, ConnectRequest, CreateOwnerRequest, CreateRequest, Created, DirectoryView, DiscoverRequest, IpcError, OwnerRow, Settings, Snapshot, StartView, StoreState, StoreView, TokenRow } from "./types.gen";

/** How long a deletion can be taken back. */
const HOLD_MS = 8000;
/** The one value the stand-in ever tells. */
export const DEMO_SECRET = "dhp_7Qk2vT9xLr4mZc8wYb1nHs6dJf3g";

type Handler = (payload: unknown) => void;
type Arguments = Record<string, unknown>;

class Fake {
  snapshot!: Snapshot;
  settings!: Settings;
  systemLanguage = "en-US";
  storeState: StoreState = "available";
  /** Copying cannot be undone by the shell, as on some desktops. */
  clipboardStays = false;
  /** The store takes no new secret, although it says that it is available. */
  storeRefuses = false;
  /** The server rejects every secret it is asked to prove. */
  rejectsSecrets = false;
  /** The account may not read who has which role. */
  rolesHidden = false;
  /** Every call so far. */
  calls: { command: string; args: Arguments }[] = [];
  /** Commands that wait until [`Fake.release`] is called. */
  readonly held = new Map<string, (() => void)[]>();

  #failures = new Map<string, IpcError[]>();
  #handlers = new Map<string, Set<Handler>>();
  #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #clipboard: ReturnType<typeof setTimeout> | undefined;
  #clipboardWaits = false;
  #started = Date.now();
  #minted = 100;

  constructor() {
    this.reset();
  }

  /** Begins anew with this situation. */
  reset(scenario: Scenario = "demo"): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    clearTimeout(this.#clipboard);
    this.#clipboardWaits = false;
    this.#timers.clear();
    this.#failures.clear();
    this.#handlers.clear();
    this.held.clear();
    this.calls = [];
    this.snapshot = scenario === "locked" ? scenarios.two() : scenario === "loading" ? scenarios.two() : scenarios[scenario]();
    this.settings = { theme: "light", language: "en", clipboardSeconds: 30 };
    this.systemLanguage = "en-US";
    this.storeState = scenario === "locked" ? "locked" : "available";
    this.clipboardStays = false;
    this.storeRefuses = scenario === "unsaved";
    this.rejectsSecrets = false;
    this.rolesHidden = false;
    this.#started = Date.now();
    if (scenario === "loading") this.hold("snapshot");
  }

  /** The demo's time: it starts at the day of the pictures and runs like ours. */
  now(): number {
    return DEMO_NOW + (Date.now() - this.#started);
  }

  /** The next call of this command is rejected. */
  failNext(command: string, error: Partial<IpcError> & Pick<IpcError, "code">): void {
    const failures = this.#failures.get(command) ?? [];
    failures.push({ message: "It went wrong", retryable: false, field: null, ...error });
    this.#failures.set(command, failures);
  }

  /** Calls of this command wait from now on. */
  hold(command: string): void {
    this.held.set(command, this.held.get(command) ?? []);
  }

  /** Lets the waiting calls of this command go on. */
  release(command: string): void {
    const waiting = this.held.get(command) ?? [];
    this.held.delete(command);
    for (const go of waiting) go();
  }

  /** As if the shell had sent this. */
  emit(event: string, payload: unknown = null): void {
    for (const handler of this.#handlers.get(event) ?? []) handler(payload);
  }

  /** Changes the snapshot, as another window or command would. */
  change(how: (snapshot: Snapshot) => Snapshot): void {
    this.snapshot = how(this.snapshot);
    this.emit("changed");
  }

  listen(event: string, heard: Handler): () => void {
    const handlers = this.#handlers.get(event) ?? new Set();
    this.#handlers.set(event, handlers.add(heard));
    return () => handlers.delete(heard);
  }

  async invoke(command: string, args: Arguments): Promise<unknown> {
    this.calls.push({ command, args });
    const waiting = this.held.get(command);
    if (waiting) await new Promise<void>((go) => waiting.push(go));
    const failure = this.#failures.get(command)?.shift();
    if (failure) throw failure;
    const answer = this.#answers[command];
    if (!answer) throw { code: "internal", message: `The stand-in does not know ${command}`, retryable: false, field: null } satisfies IpcError;
    return structuredClone(answer(args));
  }

  #setTokens(how: (tokens: TokenRow[]) => TokenRow[]): void {
    this.change((snapshot) => ({ ...snapshot, tokens: sorted(how(snapshot.tokens)) }));
  }

  #changeToken(id: string, change: Partial<TokenRow>): void {
    this.#setTokens((tokens) => tokens.map((token) => (token.id === id ? { ...token, ...change } : token)));
  }

  #remove(id: string): void {
    this.#timers.delete(id);
    this.#setTokens((tokens) => tokens.filter((token) => token.id !== id));
  }

  #create(request: CreateRequest): Created {
    const { account, name, withoutStore } = request;
    const id = `r-${(this.#minted += 1)}`;
    if (!withoutStore && this.storeState !== "available") throw { code: "keychainLocked", message: "The keychain is locked", retryable: true, field: null } satisfies IpcError;
    if (withoutStore || this.storeRefuses) {
      const unsaved = { id, account, name, handed: false, revocable: true, reason: withoutStore ? null : this.#refusal() };
      this.change((snapshot) => ({ ...snapshot, unsaved: [...snapshot.unsaved, unsaved] }));
      return { kind: "unsaved", unsaved };
    }
    return { kind: "saved", token: this.#add(id, request) };
  }

  #refusal = (): IpcError => ({ code: "keychainRefused", message: "The keychain refused", retryable: true, field: null });

  #storeUnsaved(id: string): Created {
    const unsaved = this.snapshot.unsaved.find((one) => one.id === id);
    if (!unsaved) throw { code: "tokenNotFound", message: "It waits no longer", retryable: false, field: null } satisfies IpcError;
    if (this.storeRefuses) return { kind: "unsaved", unsaved: { ...unsaved, reason: this.#refusal() } };
    this.#settle(id);
    return { kind: "saved", token: this.#add(id, { account: unsaved.account, name: unsaved.name, scopes: ["openid"], owner: null, expires: null, withoutStore: false }) };
  }

  #add(id: string, request: CreateRequest): TokenRow {
    const token = newToken(this.snapshot, id, request, this.now());
    this.#setTokens((tokens) => [...tokens, token]);
    return token;
  }

  #changeAccount(alias: string, change: Partial<AccountView>): AccountView {
    const changed = { ...accountOf(this.snapshot, alias), ...change };
    this.change((snapshot) => ({ ...snapshot, accounts: snapshot.accounts.map((account) => (account.alias === alias ? changed : account)) }));
    return changed;
  }

  #createOwner(request: CreateOwnerRequest): OwnerRow {
    const owner = newOwner(this.snapshot, `3990000000000000${(this.#minted += 1)}`, request);
    this.change((snapshot) => ({ ...snapshot, owners: [...snapshot.owners, owner] }));
    return owner;
  }

  #prove(id: string): boolean {
    const accepted = !this.rejectsSecrets;
    const token = this.snapshot.tokens.find((one) => one.id === id);
    this.#changeToken(id, { provenAt: new Date(this.now()).toISOString(), ...(accepted ? (token?.status === "refused" ? { status: "active" } : {}) : { status: "refused" }) });
    return accepted;
  }

  #markHanded(id: string): void {
    if (this.snapshot.unsaved.some((unsaved) => unsaved.id === id && !unsaved.handed))
      this.change((snapshot) => ({ ...snapshot, unsaved: snapshot.unsaved.map((unsaved) => (unsaved.id === id ? { ...unsaved, handed: true } : unsaved)) }));
  }

  #clearAfter(seconds: number): void {
    this.#clipboardWaits = false;
    clearTimeout(this.#clipboard);
    this.#clipboard = setTimeout(() => this.emit("clipboard", "cleared"), seconds * 1000);
  }

  #settle(id: string): null {
    if (this.#clipboardWaits) {
      this.#clearAfter(this.settings.clipboardSeconds);
      this.emit("clipboard", this.settings.clipboardSeconds);
    }
    this.change((snapshot) => ({ ...snapshot, unsaved: snapshot.unsaved.filter((unsaved) => unsaved.id !== id) }));
    return null;
  }

  #storeView(): StoreView {
    const trouble: IpcError | null = this.storeState === "locked" ? { code: "keychainLocked", message: "The keychain is locked", retryable: true, field: null } : null;
    const open = this.storeState === "available";
    return { name: "Secret Service", state: this.storeState, collection: open || trouble ? "login" : null, secrets: open ? 3 : null, answeredInMs: 6, trouble };
  }

  #connect(request: ConnectRequest): AccountView {
    const account = connected(request, this.now());
    this.change((snapshot) => ({ ...snapshot, accounts: [...snapshot.accounts, account].sort((a, b) => a.alias.localeCompare(b.alias)) }));
    return account;
  }

  readonly #answers: Record<string, (args: any) => unknown> = {
    start: (): StartView => ({ settings: this.settings, systemLanguage: this.systemLanguage, version: "0.1.0", sandbox: this.snapshot.sandbox, products: [zitadel, digitalHub], storeName: "Secret Service", setAside: null }),
    first_paint: () => null,
    snapshot: () => this.snapshot,
    save_settings: ({ settings }: { settings: Settings }) => (this.settings = settings),
    open_sandbox: () => null,
    leave_sandbox: () => null,
    quit_anyway: () => null,
    refresh: () => {
      const refreshedAt = new Date(this.now()).toISOString();
      this.change((snapshot) => ({ ...snapshot, accounts: snapshot.accounts.map((account) => (account.state === "online" ? { ...account, refreshedAt } : account)) }));
      return null;
    },
    discover: ({ request }: { request: DiscoverRequest }) => discovered(request),
    connect_account: ({ request }: { request: ConnectRequest }) => this.#connect(request),
    disconnect_account: ({ alias }: { alias: string }) => {
      this.change((snapshot) => ({ ...snapshot, accounts: snapshot.accounts.filter((account) => account.alias !== alias), owners: snapshot.owners.filter((owner) => owner.account !== alias), tokens: snapshot.tokens.filter((token) => token.account !== alias) }));
      return null;
    },
    change_address: ({ alias, url }: { alias: string; url: string }) => this.#changeAccount(alias, { url }),
    pin_interface: ({ alias, id: pinned }: { alias: string; id: string | null }) =>
      this.#changeAccount(alias, { interfacePinned: pinned !== null, ...(pinned === null ? {} : { interface: pinned }) }),
    owner_directory: ({ account }: { account: string }): DirectoryView => {
      const directory = zitadelDirectory(account, this.snapshot.owners);
      return this.rolesHidden ? { ...directory, roles: null } : directory;
    },
    create_owner: ({ request }: { request: CreateOwnerRequest }) => this.#createOwner(request),
    prove_token: ({ id }: { id: string }) => this.#prove(id),
    create_token: ({ request }: { request: CreateRequest }) => this.#create(request),
    store_unsaved: ({ id }: { id: string }) => this.#storeUnsaved(id),
    settle_unsaved: ({ id }: { id: string }) => {
      const unsaved = this.snapshot.unsaved.find((one) => one.id === id);
      if (!unsaved?.handed) throw { code: "notSaved", message: "Nobody has it yet", retryable: false, field: null } satisfies IpcError;
      return this.#settle(id);
    },
    revoke_unsaved: ({ id }: { id: string }) => this.#settle(id),
    delete_token: ({ id, atOnce }: { id: string; atOnce: boolean }) => {
      const until = new Date(this.now() + (atOnce ? 0 : HOLD_MS)).toISOString();
      if (atOnce) {
        this.#remove(id);
      } else {
        this.#changeToken(id, { pending: { kind: "hold", until, ours: true } });
        this.#timers.set(id, setTimeout(() => this.#remove(id), HOLD_MS));
      }
      return { id, until };
    },
    undo_delete: ({ id }: { id: string }) => {
      clearTimeout(this.#timers.get(id));
      this.#timers.delete(id);
      this.#changeToken(id, { pending: null });
      return null;
    },
    decide_interrupted: ({ id, deleteNow }: { id: string; deleteNow: boolean }) => {
      if (deleteNow) this.#remove(id);
      else this.#changeToken(id, { pending: null });
      return null;
    },
    token_activity: ({ id }: { id: string }): ActivityView[] => {
      const token = this.snapshot.tokens.find((one) => one.id === id);
      return token?.createdAt ? [{ at: token.createdAt, action: "created", name: token.name ?? "" }] : [];
    },
    reveal_secret: ({ id }: { id: string }) => {
      this.#markHanded(id);
      return DEMO_SECRET;
    },
    copy_secret: ({ id }: { id: string }) => {
      this.#markHanded(id);
      if (this.clipboardStays) return { kind: "stays" };
      if (this.snapshot.unsaved.some((unsaved) => unsaved.id === id)) {
        this.#clipboardWaits = true;
        return { kind: "waits" };
      }
      const seconds = this.settings.clipboardSeconds;
      this.#clearAfter(seconds);
      return { kind: "clears", seconds };
    },
    clear_clipboard: () => {
      clearTimeout(this.#clipboard);
      return null;
    },
    store_report: () => this.#storeView(),
    unlock_store: () => {
      this.storeState = "available";
      return this.#storeView();
    },
  };
}

export const fake = new Fake();

// In the browser the address chooses what to show, for pictures: ?scenario=offline&theme=dark&lang=it
if (import.meta.env.MODE === "fake") {
  const asked = new URLSearchParams(location.search);
  fake.reset((asked.get("scenario") ?? "demo") as Scenario);
  fake.settings = { ...fake.settings, theme: asked.get("theme") === "dark" ? "dark" : "light", language: asked.get("lang") === "it" ? "it" : "en" };
  Object.assign(window, { fake });
}

export const invoke: Invoke = <T>(command: string, args: Arguments = {}) => fake.invoke(command, args) as Promise<T>;

export const listen = (event: string, heard: Handler): Promise<() => void> => Promise.resolve(fake.listen(event, heard));

export const now = (): number => fake.now();
