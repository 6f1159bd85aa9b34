/// The accounts and tokens of the mockups, for tests and for `npm run dev:fake`. No name or host here exists.

import { zitadelAccount, zitadelOwners, zitadelToken, zitadelTokens } from "./fake-zitadel";
import type { AccountView, Capabilities, IpcError, OwnerRow, Product, Snapshot, TokenRow } from "./types.gen";

/** The day of the pictures: Sunday, 22 November 2026. */
export const DEMO_NOW = new Date(2026, 10, 22, 10, 42, 0).getTime();

const at = (year: number, month: number, day: number, hour = 10, minute = 0, second = 0) =>
  new Date(year, month - 1, day, hour, minute, second).toISOString();

export const digitalHub: Product = { id: "digitalhub", name: "DigitalHub", mark: "DH", tone: "orange" };

export const digitalHubCapabilities: Capabilities = {
  product: digitalHub,
  naming: "native",
  expiry: { kind: "fixedByServer", days: 365 },
  scopes: {
    kind: "chosen",
    scopes: [
      { id: "credentials", sensitive: true },
      { id: "openid", sensitive: false },
      { id: "profile", sensitive: false },
    ],
  },
  owners: "selfOnly",
  interfaces: [],
  exchange: true,
  useInPrograms: { variable: "DHCORE_PERSONAL_ACCESS_TOKEN", whoAmI: "/api/auth" },
};

const UPDATED = new Date(DEMO_NOW - 2 * 60_000).toISOString();
/** The moment so many days from the day of the pictures, at the hour of the pictures. */
const inDays = (days: number): string => new Date(DEMO_NOW + days * 86_400_000).toISOString();

export function demoAccount(alias: string, change: Partial<AccountView> = {}): AccountView {
  return {
    alias,
    provider: digitalHub.id,
    url: `https://${alias === "dh-lab" ? "dh.lab.example.org" : "hub.example.com"}`,
    method: "basic",
    state: "online",
    subject: alias === "dh-lab" ? "admin" : "m.rossi",
    renewalPage: null,
    interface: null,
    interfacePinned: false,
    trouble: null,
    troubleSince: null,
    refreshedAt: UPDATED,
    serverVersion: "0.14.1",
    plainHttp: false,
    sessionOnly: false,
    extraCa: false,
    clockSkewSeconds: 0,
    capabilities: digitalHubCapabilities,
    ...change,
  };
}

export function demoToken(id: string, name: string, expiresAt: string | null, scopes: string[], change: Partial<TokenRow> = {}): TokenRow {
  return {
    id,
    serverId: `srv-${id}`,
    candidates: [],
    pending: null,
    unknownSince: null,
    usedHereAt: null,
    provenAt: null,
    neverExpires: false,
    organizationName: null,
    ownerState: "active",
    maySignIn: false,
    details: [],
    account: "dh-lab",
    owner: { id: "admin", name: "admin" },
    name,
    note: null,
    scopes,
    createdAt: expiresAt === null ? null : new Date(Date.parse(expiresAt) - 365 * 86_400_000).toISOString(),
    expiresAt,
    status: "active",
    custody: { state: "held", store: "Secret Service" },
    identity: "known",
    ...change,
  };
}

/** Whose tokens a DigitalHub account has: its own user's. */
const self = (account: string, name: string): OwnerRow => ({ id: name, name, account, organizationName: null, state: "active", isSubject: true });
const demoOwners = (): OwnerRow[] => [self("dh-lab", "admin"), self("hub", "m.rossi")];

const elsewhere = { state: "elsewhere", store: null } as const;
const hub = (change: Partial<TokenRow> = {}): Partial<TokenRow> => ({ account: "hub", owner: { id: "m.rossi", name: "m.rossi" }, ...change });

/** The five tokens of the pictures. */
export const demoTokens = (): TokenRow[] => [
  demoToken("r-1", "laptop_2026", at(2026, 11, 28), ["openid", "profile"], { status: "expiring", usedHereAt: at(2026, 11, 20, 9, 58) }),
  demoToken("r-2", "ci-deploy", at(2027, 6, 21), ["credentials"], { usedHereAt: at(2026, 11, 22, 9, 58), details: [["ipAddress", "10.20.0.14"]] }),
  demoToken("r-3", "my-pat", at(2027, 7, 21), ["credentials", "openid", "profile"]),
  demoToken("r-4", "notebook-gpu", at(2027, 10, 2, 16, 46, 7), ["openid", "profile"], { custody: elsewhere }),
  demoToken("r-5", "workshop-trento", at(2026, 11, 3, 9, 12, 40), ["credentials", "profile"], { status: "expired", custody: elsewhere }),
];

/** A second account, with the rarer states. */
export const demoHubTokens = (): TokenRow[] => [
  demoToken("h-1", "night-sync", at(2026, 12, 5), ["openid"], hub({ status: "expiring", custody: elsewhere })),
  demoToken("h-2", "plotter", at(2027, 1, 13), ["openid", "profile"], hub()),
  demoToken("h-3", "batch-import", at(2027, 3, 2), ["credentials"], hub({ custody: { state: "lost", store: null } })),
  demoToken("h-4", "reports", at(2027, 3, 30), ["openid"], hub({ identity: "unproven", serverId: null, candidates: ["srv-h-5", "srv-h-6"] })),
];

export const troubleOf = (code: IpcError["code"], retryable = true): IpcError => ({ code, message: "The demo says so", retryable, field: null });

/** The soonest first, those without an end after them, expired ones last: as the shell sorts. */
export function sorted(tokens: TokenRow[]): TokenRow[] {
  const rank = (token: TokenRow) => (token.status === "expired" ? Number.MAX_SAFE_INTEGER : token.expiresAt === null ? Number.MAX_SAFE_INTEGER - 1 : Date.parse(token.expiresAt));
  return [...tokens].sort((a, b) => rank(a) - rank(b) || (a.name ?? "").localeCompare(b.name ?? ""));
}

export const demoSnapshot = (): Snapshot => ({ accounts: [demoAccount("dh-lab")], owners: [self("dh-lab", "admin")], tokens: sorted(demoTokens()), unsaved: [], sandbox: false });

/** Situations of the pictures, chosen by `?scenario=` in the browser. */
export const scenarios = {
  demo: demoSnapshot,
  two: (): Snapshot => ({
    ...demoSnapshot(),
    owners: demoOwners(),
    accounts: [demoAccount("dh-lab"), demoAccount("hub")],
    tokens: sorted([...demoTokens(), ...demoHubTokens()]),
  }),
  welcome: (): Snapshot => ({ accounts: [], owners: [], tokens: [], unsaved: [], sandbox: false }),
  empty: (): Snapshot => ({ ...demoSnapshot(), tokens: [] }),
  offline: (): Snapshot => {
    const since = at(2026, 11, 22, 10, 24);
    const tokens = sorted([...demoTokens(), ...demoHubTokens()]).map((token): TokenRow =>
      token.account === "dh-lab" && token.status !== "expired" ? { ...token, status: "unknown", unknownSince: since } : token,
    );
    const offline = { state: "offline", trouble: troubleOf("unreachable"), troubleSince: since, refreshedAt: since } as const;
    return { ...scenarios.two(), accounts: [demoAccount("dh-lab", offline), demoAccount("hub")], tokens };
  },
  attention: (): Snapshot => ({
    ...demoSnapshot(),
    accounts: [demoAccount("dh-lab", { state: "needsAttention", trouble: troubleOf("signInExpired", false), troubleSince: at(2026, 11, 22, 8, 5) })],
  }),
  interrupted: (): Snapshot => ({
    ...demoSnapshot(),
    tokens: sorted(demoTokens()).map((token): TokenRow => (token.id === "r-2" ? { ...token, pending: { kind: "interrupted" } } : token)),
  }),
  sandbox: (): Snapshot => ({ ...scenarios.two(), sandbox: true, accounts: [demoAccount("dh-lab", { url: "http://127.0.0.1:8080" }), demoAccount("hub", { url: "http://10.0.0.12", plainHttp: true })] }),
  unsaved: (): Snapshot => ({
    ...demoSnapshot(),
    unsaved: [{ id: "r-9", account: "dh-lab", name: "etl-nightly", handed: false, revocable: true, reason: troubleOf("keychainRefused") }],
  }),
  /** The pictures of both platforms in one window. */
  home: (): Snapshot => ({
    ...demoSnapshot(),
    accounts: [demoAccount("dh-lab"), zitadelAccount("prod", UPDATED), zitadelAccount("staging", UPDATED)],
    owners: [self("dh-lab", "admin"), ...zitadelOwners()],
    tokens: sorted([...demoTokens(), ...zitadelTokens(demoToken, inDays)]),
  }),
  /** ZITADEL alone. */
  zitadel: (): Snapshot => ({
    ...scenarios.home(),
    accounts: [zitadelAccount("prod", UPDATED)],
    owners: zitadelOwners().filter((owner) => owner.account === "prod"),
    tokens: scenarios.home().tokens.filter((token) => token.account === "prod"),
  }),
  /** What can befall owners and their tokens. */
  rare: (): Snapshot => {
    const states = { "backup-agent": "deactivated", "grafana-sync": "locked", terraform: "removed", "release-bot": "hidden" } as const;
    const stateOf = (name: string) => states[name as keyof typeof states] ?? "active";
    const { tokens, owners, ...rest } = scenarios.home();
    const signIn = zitadelToken(demoToken, "prod", "iam-admin", "22", "patwarden", inDays(20), { status: "expiring", maySignIn: true });
    return {
      ...rest,
      owners: owners.map((owner) => (owner.account === "prod" ? { ...owner, state: stateOf(owner.name) } : owner)),
      tokens: sorted([
        signIn,
        ...tokens.map((token): TokenRow => {
          if (token.name === "argo-image") return { ...token, status: "refused", provenAt: inDays(0) };
          return token.account === "prod" ? { ...token, ownerState: stateOf(token.owner.name) } : token;
        }),
      ]),
    };
  },
  /** The token of one account is no longer accepted, and the server says where to make another. */
  renewal: (): Snapshot => {
    const { accounts, ...rest } = scenarios.home();
    const ended = { state: "needsAttention", trouble: troubleOf("signInExpired", false), troubleSince: at(2026, 11, 22, 8, 5) } as const;
    return { ...rest, accounts: accounts.map((account) => (account.alias === "prod" ? { ...account, ...ended } : account)) };
  },
  many: (): Snapshot => ({
    ...scenarios.two(),
    tokens: sorted(
      Array.from({ length: 500 }, (_, index) =>
        demoToken(`m-${index}`, `batch-${index}`, inDays(index + 40), ["openid"], index % 2 ? hub() : {}),
      ),
    ),
  }),
} satisfies Record<string, () => Snapshot>;

export type Scenario = keyof typeof scenarios | "locked" | "loading";
