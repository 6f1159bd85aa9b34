/// What the servers of the demo answer: what is at an address, who is meant, what comes of a create. Changes nothing itself.

import { demoAccount, demoToken, digitalHub } from "./fake-demo";
import { zitadel, zitadelAccount } from "./fake-zitadel";
import type { AccountView, ConnectRequest, CreateOwnerRequest, CreateRequest, DiscoverRequest, DiscoveryView, IpcError, OwnerRow, OwnerView, Snapshot, TokenRow } from "./types.gen";

const refused = (code: IpcError["code"], message: string, field: IpcError["field"] = null): IpcError => ({ code, message, retryable: false, field });

/** In the demo an address tells by its host what answers there. */
const isZitadel = (url: string): boolean => /^https?:\/\/(id|auth|zitadel)\./.test(url);

export function discovered({ url }: DiscoverRequest): DiscoveryView {
  const known: Pick<DiscoveryView, "product" | "version" | "methods" | "suggestedAlias"> = isZitadel(url)
    ? { product: zitadel, version: "4.3.0", methods: ["pat"], suggestedAlias: "prod" }
    : { product: digitalHub, version: "0.14.1", methods: ["basic", "pat", "access-token"], suggestedAlias: "dh-lab" };
  return { ...known, url: url.replace(/\/$/, ""), clockSkewSeconds: 0, encrypted: url.startsWith("https:") };
}

export function connected(request: ConnectRequest, now: number): AccountView {
  const { url, method, sessionOnly, alias } = request;
  const change = { url, method, plainHttp: url.startsWith("http:"), extraCa: request.extraCa !== null, sessionOnly };
  if (!isZitadel(url)) return demoAccount(alias ?? "dh-lab", { ...change, subject: request.username ?? "admin" });
  const pinned = request.interface === null ? {} : { interface: request.interface, interfacePinned: true };
  return zitadelAccount("prod", new Date(now).toISOString(), { ...change, alias: alias ?? "prod", ...pinned });
}

export function accountOf(snapshot: Snapshot, alias: string): AccountView {
  const account = snapshot.accounts.find((one) => one.alias === alias);
  if (!account) throw refused("accountNotFound", `There is no account ${alias}`);
  return account;
}

/** Who is meant: by id, by name, or the account's own user. */
function ownerFor(snapshot: Snapshot, account: string, wanted: string | null): OwnerRow {
  const here = snapshot.owners.filter((owner) => owner.account === account);
  const found = here.find((owner) => (wanted === null ? owner.isSubject : owner.id === wanted)) ?? here.find((owner) => owner.name === wanted);
  if (found) return found;
  if (wanted !== null) throw refused("ownerUnknown", `The server has no owner ${wanted}`, "owner");
  const name = accountOf(snapshot, account).subject;
  return { id: name, name, account, organizationName: null, state: "active", isSubject: true };
}

/** Whoever is in no organization has no such field. */
const inOrganization = (organizationId: string | undefined): Pick<OwnerView, "organizationId"> => (organizationId === undefined ? {} : { organizationId });

export function newOwner(snapshot: Snapshot, id: string, { account, userName, name, organizationId }: CreateOwnerRequest): OwnerRow {
  const here = snapshot.owners.filter((owner) => owner.account === account);
  if (here.some((owner) => owner.name === userName)) throw refused("ownerNameTaken", "Another owner has this user name", "owner");
  const place = here.find((owner) => (organizationId === null ? owner.isSubject : owner.organizationId === organizationId));
  return { id, name: name ?? userName, account, organizationName: place?.organizationName ?? null, state: "active", isSubject: false, ...inOrganization(place?.organizationId) };
}

export function newToken(snapshot: Snapshot, id: string, { account, name, scopes, owner: wanted, expires }: CreateRequest, now: number): TokenRow {
  const owner = ownerFor(snapshot, account, wanted);
  const offered = accountOf(snapshot, account).capabilities.scopes;
  const end = expires?.kind === "at" ? expires.at : new Date(now + 365 * 86_400_000).toISOString();
  const granted = offered.kind === "fixed" ? offered.scopes.map((scope) => scope.id) : [...scopes].sort();
  return demoToken(id, name, expires?.kind === "never" ? null : end, granted, {
    account,
    owner: { id: owner.id, name: owner.name, ...inOrganization(owner.organizationId) },
    organizationName: owner.organizationName,
    neverExpires: expires?.kind === "never",
    createdAt: new Date(now).toISOString(),
  });
}
