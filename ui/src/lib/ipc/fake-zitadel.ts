/// The ZITADEL accounts of the mockups: service users in organizations, their tokens and roles. No name or host here exists.

import type { AccountView, Capabilities, DirectoryView, OwnerRow, Product, Role, TokenRow } from "./types.gen";

export const zitadel: Product = { id: "zitadel", name: "ZITADEL", mark: "Z", tone: "navy" };

const FIXED_SCOPES = ["openid", "profile", "urn:zitadel:iam:org:project:id:zitadel:aud", "urn:zitadel:iam:user:resourceowner"];

export const zitadelCapabilities: Capabilities = {
  product: zitadel,
  naming: "localOnly",
  expiry: { kind: "chosen", required: false },
  scopes: { kind: "fixed", scopes: FIXED_SCOPES.map((id) => ({ id, sensitive: false })) },
  owners: "serviceUsers",
  interfaces: [
    { id: "connect", name: "Connect" },
    { id: "rest", name: "REST v2" },
    { id: "management", name: "Management v1" },
  ],
  exchange: false,
  useInPrograms: { variable: "ZITADEL_TOKEN", whoAmI: "/oidc/v1/userinfo" },
};

interface Who {
  id: string;
  name: string;
  organizationId: string;
  organizationName: string;
}

const inOrganization = (organizationId: string, organizationName: string) => (id: string, name: string): Who => ({ id, name, organizationId, organizationName });
const platform = inOrganization("310000000000000001", "Platform");
const delivery = inOrganization("310000000000000002", "Delivery");
const quality = inOrganization("320000000000000001", "Quality");

/** Who owns tokens, by account, organization and name: the shell's order. */
const people: Record<string, Who[]> = {
  prod: [
    delivery("311000000000000004", "release-bot"),
    delivery("311000000000000005", "terraform"),
    platform("311000000000000001", "backup-agent"),
    platform("311000000000000002", "ci-deploy"),
    platform("311000000000000003", "grafana-sync"),
    platform("311000000000000006", "iam-admin"),
    platform("311000000000000007", "mail-relay"),
  ],
  staging: [quality("321000000000000003", "iam-admin"), quality("321000000000000002", "perf-bot"), quality("321000000000000001", "qa-robot")],
};

const SUBJECT = "iam-admin";

export const zitadelOwners = (): OwnerRow[] =>
  Object.entries(people).flatMap(([account, owners]) => owners.map((owner): OwnerRow => ({ ...owner, account, state: "active", isSubject: owner.name === SUBJECT })));

export const zitadelAccount = (alias: "prod" | "staging", refreshedAt: string, change: Partial<AccountView> = {}): AccountView => ({
  alias,
  provider: zitadel.id,
  url: alias === "prod" ? "https://id.example.com" : "https://id.staging.example.com",
  method: "pat",
  state: "online",
  subject: SUBJECT,
  renewalPage: `https://id${alias === "prod" ? "" : ".staging"}.example.com/ui/console/users/${people[alias]?.find(({ name }) => name === SUBJECT)?.id}?id=pat`,
  interface: "connect",
  interfacePinned: false,
  trouble: null,
  troubleSince: null,
  refreshedAt,
  serverVersion: "4.3.0",
  plainHttp: false,
  sessionOnly: false,
  extraCa: false,
  clockSkewSeconds: 0,
  capabilities: zitadelCapabilities,
  ...change,
});

const role = (name: string, place: string | null, isOwner = false): Role => ({ name, place, isOwner });

/** What may be done with each owner's tokens; who is not named has no role. */
const roles: Record<string, Role[]> = {
  "backup-agent": [role("Org User Manager", "Platform"), role("reader", "Backups")],
  "ci-deploy": [role("Project Creator", "Platform"), role("deployer", "Storefront"), role("deployer", "Billing"), role("reader", "Storefront")],
  "grafana-sync": [role("Org Owner Viewer", "Platform")],
  "release-bot": [role("Project Owner", "Storefront", true), role("deployer", "Storefront"), role("deployer", "Billing")],
  terraform: [role("Iam Owner", null, true), role("Org Owner", "Delivery", true)],
  "iam-admin": [role("Iam Owner", null, true)],
  "qa-robot": [role("tester", "Storefront")],
};

export function zitadelDirectory(account: string, owners: OwnerRow[]): DirectoryView {
  const here = owners.filter((owner) => owner.account === account);
  const organizations = new Map(here.map((owner) => [owner.organizationId ?? "", owner.organizationName ?? owner.organizationId ?? ""]));
  return {
    organizations: [...organizations].map(([id, name]) => ({ id, name })),
    roles: here.flatMap((owner) => (roles[owner.name] ? [{ owner: owner.id, roles: roles[owner.name] ?? [] }] : [])),
  };
}

/** How `demoToken` makes a row; handed in, so that the two files of the demo do not need each other. */
type Make = (id: string, name: string, expiresAt: string | null, scopes: string[], change: Partial<TokenRow>) => TokenRow;

/** A row of one of these owners; `expiresAt` is `null` for one that never ends. */
export function zitadelToken(make: Make, account: string, ownerName: string, serverId: string, name: string, expiresAt: string | null, change: Partial<TokenRow> = {}): TokenRow {
  const owner = people[account]?.find((one) => one.name === ownerName);
  if (!owner) throw new Error(`nobody is called ${ownerName} on ${account}`);
  const createdAt = "2026-09-02T12:20:00.000Z";
  return make(`z-${serverId}`, name, expiresAt, FIXED_SCOPES, {
    account,
    serverId: `3281450964${serverId}`,
    owner: { id: owner.id, name: owner.name, organizationId: owner.organizationId },
    organizationName: owner.organizationName,
    neverExpires: expiresAt === null,
    createdAt,
    details: [
      ["sequence", "41"],
      ["changed", createdAt],
      ["resourceOwner", owner.organizationId],
    ],
    ...change,
  });
}

/** Name, owner and days from now of the tokens that are as usual. */
const usual: Record<string, [name: string, owner: string, days: number][]> = {
  prod: [
    ["nightly-restore", "backup-agent", 47], ["argo-image", "ci-deploy", 63], ["plan-only", "terraform", 84], ["restore-drill", "backup-agent", 91],
    ["publish-npm", "release-bot", 96], ["state-read", "terraform", 104], ["dashboards", "grafana-sync", 112], ["sign-images", "release-bot", 120],
    ["preview-apps", "ci-deploy", 131], ["weekly-copy", "backup-agent", 140], ["drift-check", "terraform", 152], ["changelog", "release-bot", 163],
    ["alert-rules", "grafana-sync", 177], ["cache-warmer", "ci-deploy", 184], ["apply-dns", "terraform", 201], ["tag-release", "release-bot", 215],
    ["offsite", "backup-agent", 233], ["canary", "ci-deploy", 248], ["import-users", "terraform", 290],
  ],
  staging: [
    ["e2e-runner", "qa-robot", 52], ["e2e-report", "qa-robot", 52], ["load-test", "perf-bot", 53], ["smoke-tests", "qa-robot", 73],
    ["soak-test", "perf-bot", 88], ["fixtures", "qa-robot", 99], ["visual-diff", "qa-robot", 105], ["api-contract", "qa-robot", 118],
    ["latency", "perf-bot", 126], ["memory-leaks", "perf-bot", 139], ["a11y-scan", "qa-robot", 147], ["seed-data", "qa-robot", 158],
    ["replay", "perf-bot", 170], ["mail-catcher", "qa-robot", 189], ["fuzzing", "perf-bot", 206], ["cleanup", "qa-robot", 221], ["benchmarks", "perf-bot", 244],
  ],
};

const elsewhere = { custody: { state: "elsewhere", store: null } } as const satisfies Partial<TokenRow>;

/** The 41 tokens of the two accounts, unsorted; `inDays` answers the moment that many days from the day of the pictures. */
export function zitadelTokens(make: Make, inDays: (days: number) => string): TokenRow[] {
  const special = [
    zitadelToken(make, "prod", "ci-deploy", "17", "github-actions", inDays(9), { status: "expiring", usedHereAt: inDays(0), provenAt: inDays(0), note: "Deploys from the main branch only" }),
    zitadelToken(make, "prod", "grafana-sync", "18", "loki-writer", inDays(13), { status: "expiring", ...elsewhere }),
    zitadelToken(make, "prod", "terraform", "19", "apply-network", inDays(84), elsewhere),
    zitadelToken(make, "prod", "release-bot", "20", "break-glass", null),
    zitadelToken(make, "prod", "ci-deploy", "21", "argo-sync", inDays(-3), { status: "expired" }),
  ];
  const others = Object.entries(usual).flatMap(([account, tokens]) =>
    tokens.map(([name, owner, days], index) => zitadelToken(make, account, owner, `${account === "prod" ? 3 : 5}${String(index).padStart(2, "0")}`, name, inDays(days))),
  );
  return [...special, ...others];
}
