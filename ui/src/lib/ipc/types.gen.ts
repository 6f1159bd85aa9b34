// Generated from patwarden-core by its test `bindings`. Do not edit.

export type ProviderId = string;

export type SignInMethod = "basic" | "pat" | "access-token";

export type Action = "connected" | "disconnected" | "created" | "revealed" | "copied" | "printed" | "handed" | "deleted" | "deletionUndone" | "lost" | "foundGone";

export type Capabilities = { 
/**
 * What it is called.
 */
product: Product, 
/**
 * Where names live.
 */
naming: Naming, 
/**
 * Who decides when a token ends.
 */
expiry: Expiry, 
/**
 * Who decides what a token is for.
 */
scopes: ScopeChoice, 
/**
 * Whose tokens can be managed.
 */
owners: Owners, 
/**
 * The interfaces it can be asked through, best first, where there are several.
 */
interfaces: Array<Interface>, 
/**
 * Tokens can be exchanged for access tokens, which outlive them.
 */
exchange: boolean, 
/**
 * How a program is handed a token.
 */
useInPrograms: UseInPrograms, };

export type Expiry = { "kind": "chosen", 
/**
 * Whether an end must be given.
 */
required: boolean, } | { "kind": "fixedByServer", 
/**
 * The days it has been seen to give.
 */
days: number, };

export type Interface = { 
/**
 * As it is remembered and pinned.
 */
id: string, 
/**
 * As people know it.
 */
name: string, };

export type Naming = "native" | "localOnly";

export type OfferedScope = { 
/**
 * As the server spells it.
 */
id: string, 
/**
 * Deserves a warning.
 */
sensitive: boolean, };

export type Owners = "selfOnly" | "serviceUsers";

export type Product = { 
/**
 * The kind of server.
 */
id: ProviderId, 
/**
 * Its name: "ZITADEL".
 */
name: string, 
/**
 * One or two letters for its tile.
 */
mark: string, 
/**
 * The colour of its tile.
 */
tone: Tone, };

export type ScopeChoice = { "kind": "chosen", 
/**
 * What there is to pick.
 */
scopes: Array<OfferedScope>, } | { "kind": "fixed", 
/**
 * What every token has.
 */
scopes: Array<OfferedScope>, };

export type Tone = "orange" | "navy";

export type UseInPrograms = { 
/**
 * The environment variable its own tools read it from.
 */
variable: string, 
/**
 * A path below the server's address that answers whose token it is, for trying it out.
 */
whoAmI: string, };

export type ErrorCode = "invalid" | "aliasTaken" | "alreadyConnected" | "accountNotFound" | "tokenNotFound" | "ambiguous" | "notHeld" | "unproven" | "busy" | "keychainLocked" | "keychainAbsent" | "keychainNoCollection" | "keychainTimedOut" | "keychainRefused" | "hostUnknown" | "unreachable" | "timedOut" | "certificateUntrusted" | "certificateMismatch" | "plainHttpRefused" | "plainHttpConsent" | "redirectRefused" | "wrongProduct" | "authenticationOff" | "signInRefused" | "signInExpired" | "signInUnknown" | "signInMalformed" | "signInDeactivated" | "subjectGone" | "noRole" | "projectRolesOnly" | "organizationUnknown" | "ownerUnknown" | "ownerUnfit" | "ownerNameTaken" | "instanceUnknown" | "databaseDown" | "starting" | "quotaUsedUp" | "instanceBlocked" | "clockOff" | "interfaceMissing" | "forbidden" | "rateLimited" | "serverFailed" | "badAnswer" | "rejected" | "answerLost" | "stillListed" | "signedOut" | "notSaved" | "indexTooNew" | "indexFailed" | "filesExposed" | "clipboard" | "sandbox" | "internal";

export type Field = "url" | "alias" | "username" | "secret" | "extraCa" | "name" | "scopes" | "owner" | "expires" | "interface" | "setting";

export type Organization = { 
/**
 * The server's id.
 */
id: string, 
/**
 * What it is called.
 */
name: string, };

export type OwnerState = "active" | "deactivated" | "locked" | "removed" | "hidden";

export type Role = { 
/**
 * In words where the server's own key is not meant for people: "Org Owner", "deployer".
 */
name: string, 
/**
 * Where: an organization or a project. `None` is the whole server.
 */
place: string | null, 
/**
 * It may do everything there.
 */
isOwner: boolean, };

export type StoreState = "available" | "locked" | "absent" | "noDefaultCollection" | "timedOut" | "refused";

export type Language = "system" | "en" | "it";

export type Settings = { 
/**
 * Colours.
 */
theme: Theme, 
/**
 * Language.
 */
language: Language, 
/**
 * After how many seconds a copied secret leaves the clipboard: 5 to 300.
 */
clipboardSeconds: number, };

export type Theme = "system" | "light" | "dark";

export type Status = "active" | "expiring" | "expired" | "refused" | "revoked" | "unknown";

export type AccountState = "online" | "unasked" | "offline" | "needsAttention";

export type AccountView = { 
/**
 * What people call it.
 */
alias: string, 
/**
 * Kind of server.
 */
provider: ProviderId, 
/**
 * Address of the server.
 */
url: string, 
/**
 * How it signs in.
 */
method: SignInMethod, 
/**
 * How it stands.
 */
state: AccountState, 
/**
 * Who is signed in.
 */
subject: string, 
/**
 * The page of the server's own console for renewing what is signed in with.
 */
renewalPage: string | null, 
/**
 * Which of the server's interfaces is spoken, where it has several.
 */
interface: string | null, 
/**
 * The user chose that interface.
 */
interfacePinned: boolean, 
/**
 * Why it could not be asked.
 */
trouble: IpcError | null, 
/**
 * Since when, RFC 3339.
 */
troubleSince: string | null, 
/**
 * When its tokens were last listed, RFC 3339.
 */
refreshedAt: string | null, 
/**
 * The server's version.
 */
serverVersion: string | null, 
/**
 * Talks plain http to a private address, by consent.
 */
plainHttp: boolean, 
/**
 * Ends with this window.
 */
sessionOnly: boolean, 
/**
 * Has an extra certificate authority.
 */
extraCa: boolean, 
/**
 * Server clock minus ours, in seconds.
 */
clockSkewSeconds: number, 
/**
 * What its server can do.
 */
capabilities: Capabilities, };

export type ActivityView = { 
/**
 * When, RFC 3339.
 */
at: string, 
/**
 * What.
 */
action: Action, 
/**
 * What it was called then.
 */
name: string, };

export type ConnectRequest = { 
/**
 * What to call it; suggested from the host when absent.
 */
alias: string | null, 
/**
 * How to sign in.
 */
method: SignInMethod, 
/**
 * User name, for basic.
 */
username: string | null, 
/**
 * Password or token. Inbound only.
 */
secret: string, 
/**
 * Speak this interface only, on servers that have several.
 */
interface: string | null, 
/**
 * Keep the credential in memory only, because no keychain can be used.
 */
sessionOnly: boolean, 
/**
 * Its address.
 */
url: string, 
/**
 * Certificates of a private authority, PEM.
 */
extraCa: string | null, 
/**
 * Consent to plain http for a private address.
 */
allowPlainHttp: boolean, };

export type CopiedView = { "kind": "clears", 
/**
 * Seconds from now.
 */
seconds: number, } | { "kind": "waits" } | { "kind": "stays" };

export type CreateOwnerRequest = { 
/**
 * Alias of the account.
 */
account: string, 
/**
 * Its unique name for signing in.
 */
userName: string, 
/**
 * What people call it; the user name when absent.
 */
name: string | null, 
/**
 * In which organization; the account's own when absent.
 */
organizationId: string | null, };

export type CreateRequest = { 
/**
 * Alias of the account.
 */
account: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its scopes.
 */
scopes: Array<string>, 
/**
 * Whose it shall be, by id or by a name that fits only one; the account's subject where that is
 * the only choice.
 */
owner: string | null, 
/**
 * When it shall end, where one may choose.
 */
expires: ExpiryWish | null, 
/**
 * No usable keychain: the user copies it himself.
 */
withoutStore: boolean, };

export type Created = { "kind": "saved", 
/**
 * The token.
 */
token: TokenView, } | { "kind": "unsaved", 
/**
 * What there is to decide on.
 */
unsaved: UnsavedView, };

export type CustodyState = "held" | "elsewhere" | "orphaned" | "lost";

export type CustodyView = { 
/**
 * In a word.
 */
state: CustodyState, 
/**
 * Which store.
 */
store: string | null, };

export type DirectoryView = { 
/**
 * The organizations the account can see.
 */
organizations: Array<Organization>, 
/**
 * The roles of each owner that has some; `None` when the account may not read them.
 */
roles: Array<OwnerRoles> | null, };

export type DiscoverRequest = { 
/**
 * Its address.
 */
url: string, 
/**
 * Certificates of a private authority, PEM.
 */
extraCa: string | null, 
/**
 * Consent to plain http for a private address.
 */
allowPlainHttp: boolean, };

export type DiscoveryView = { 
/**
 * Kind of server.
 */
product: Product, 
/**
 * Address as it will be used.
 */
url: string, 
/**
 * Its version.
 */
version: string | null, 
/**
 * How one can sign in, best first.
 */
methods: Array<SignInMethod>, 
/**
 * Server clock minus ours, in seconds.
 */
clockSkewSeconds: number, 
/**
 * The connection is encrypted.
 */
encrypted: boolean, 
/**
 * An alias that is free.
 */
suggestedAlias: string, };

export type ExpiryWish = { "kind": "at", 
/**
 * The moment that was shown to the user.
 */
at: string, } | { "kind": "never" };

export type HoldView = { 
/**
 * Local id of the token.
 */
id: string, 
/**
 * When it is sent, RFC 3339.
 */
until: string, };

export type IdentityState = "known" | "unproven";

export type IpcError = { 
/**
 * The cause.
 */
code: ErrorCode, 
/**
 * What happened and what to do, in English.
 */
message: string, 
/**
 * Whether trying again may help.
 */
retryable: boolean, 
/**
 * The field to blame, for `invalid`.
 */
field: Field | null, };

export type OwnerRoles = { 
/**
 * The owner's id.
 */
owner: string, 
/**
 * What it may do.
 */
roles: Array<Role>, };

export type OwnerRow = { 
/**
 * Alias of the account that says so.
 */
account: string, 
/**
 * What the organization is called.
 */
organizationName: string | null, 
/**
 * Whether it can be acted as.
 */
state: OwnerState, 
/**
 * The account signs in as this one.
 */
isSubject: boolean, 
/**
 * The server's id.
 */
id: string, 
/**
 * What he is called.
 */
name: string, 
/**
 * His organization, where servers have such.
 */
organizationId?: string, };

export type OwnerView = { 
/**
 * The server's id.
 */
id: string, 
/**
 * What he is called.
 */
name: string, 
/**
 * His organization, where servers have such.
 */
organizationId?: string, };

export type Pending = { "kind": "hold", 
/**
 * When, RFC 3339.
 */
until: string, 
/**
 * Whether this process holds it, so that it can be undone here.
 */
ours: boolean, } | { "kind": "deleting" } | { "kind": "interrupted" } | { "kind": "secretWaits" };

export type Snapshot = { 
/**
 * Every account, by alias.
 */
accounts: Array<AccountView>, 
/**
 * Everyone who can own tokens, by account, organization and name.
 */
owners: Array<OwnerRow>, 
/**
 * Every token, soonest expiry first, those without one after them, expired ones last.
 */
tokens: Array<TokenRow>, 
/**
 * New secrets in memory only.
 */
unsaved: Array<UnsavedView>, 
/**
 * The profile is the sandbox.
 */
sandbox: boolean, };

export type StartView = { 
/**
 * What the user has set.
 */
settings: Settings, 
/**
 * The system's language tag, such as `it-IT`.
 */
systemLanguage: string, 
/**
 * Version of the program.
 */
version: string, 
/**
 * The profile is the sandbox.
 */
sandbox: boolean, 
/**
 * The kinds of servers one can connect to.
 */
products: Array<Product>, 
/**
 * What people call the store that will hold secrets.
 */
storeName: string, 
/**
 * A damaged database was set aside here, and a new one begun.
 */
setAside: string | null, };

export type StoreView = { 
/**
 * What people call it.
 */
name: string, 
/**
 * Its state.
 */
state: StoreState, 
/**
 * The collection that holds our entries.
 */
collection: string | null, 
/**
 * How many secrets of ours it holds.
 */
secrets: number | null, 
/**
 * How long it took to answer, in milliseconds.
 */
answeredInMs: number, 
/**
 * What is wrong and what to do, when it is not available.
 */
trouble: IpcError | null, };

export type TokenRow = { 
/**
 * The server's id.
 */
serverId: string | null, 
/**
 * The server's tokens it may be, when it is unproven.
 */
candidates: Array<string>, 
/**
 * What is going on with it.
 */
pending: Pending | null, 
/**
 * Since when its server cannot be asked, for status `unknown`.
 */
unknownSince: string | null, 
/**
 * When its secret was last copied, revealed or printed here.
 */
usedHereAt: string | null, 
/**
 * When the server last accepted or rejected its secret.
 */
provenAt: string | null, 
/**
 * It was made to last for ever.
 */
neverExpires: boolean, 
/**
 * What its owner is in, and what that is called.
 */
organizationName: string | null, 
/**
 * Whether its owner can be acted as.
 */
ownerState: OwnerState, 
/**
 * Whether its account may be signing in with this very token; deleting asks for the name.
 */
maySignIn: boolean, 
/**
 * Facts the server adds: label and value.
 */
details: Array<[string, string]>, 
/**
 * Local id.
 */
id: string, 
/**
 * Alias of the account.
 */
account: string, 
/**
 * Whose it is.
 */
owner: OwnerView, 
/**
 * Its name.
 */
name: string | null, 
/**
 * A remark.
 */
note: string | null, 
/**
 * Its scopes, sorted.
 */
scopes: Array<string>, 
/**
 * When it was made, RFC 3339; `None` when it is not known yet.
 */
createdAt: string | null, 
/**
 * When it ends, RFC 3339; `None` means the server states none.
 */
expiresAt: string | null, 
/**
 * Its state.
 */
status: Status, 
/**
 * Where its secret is.
 */
custody: CustodyView, 
/**
 * Whether its secret is this token's for certain.
 */
identity: IdentityState, };

export type TokenView = { 
/**
 * Local id.
 */
id: string, 
/**
 * Alias of the account.
 */
account: string, 
/**
 * Whose it is.
 */
owner: OwnerView, 
/**
 * Its name.
 */
name: string | null, 
/**
 * A remark.
 */
note: string | null, 
/**
 * Its scopes, sorted.
 */
scopes: Array<string>, 
/**
 * When it was made, RFC 3339; `None` when it is not known yet.
 */
createdAt: string | null, 
/**
 * When it ends, RFC 3339; `None` means the server states none.
 */
expiresAt: string | null, 
/**
 * Its state.
 */
status: Status, 
/**
 * Where its secret is.
 */
custody: CustodyView, 
/**
 * Whether its secret is this token's for certain.
 */
identity: IdentityState, };

export type UnsavedView = { 
/**
 * Local id of the token.
 */
id: string, 
/**
 * Alias of its account.
 */
account: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Whether the user has seen or copied it: then we never revoke it.
 */
handed: boolean, 
/**
 * Whether the server's id is known, so that it can be revoked here.
 */
revocable: boolean, 
/**
 * Why it was not stored; `None` when the user asked for it not to be.
 */
reason: IpcError | null, };
