/// What stands in the connect form, what is wrong with it, and sending it. One per opened form: it ends with it.

import { asIpcError, ipc, type AccountView, type ConnectRequest, type IpcError, type SignInMethod } from "$lib/ipc";
import { app } from "$lib/state";

import type { Beginning } from "./beginning";
import { addressFault, aliasFault, cleanToken, isBroken, originOf, pemFault, usernameFault, type CleanToken, type Said } from "./checks";
import { Discovery, type Asked } from "./discovery.svelte";
import { fieldOf, formFields, isAboutAddress, refusalText, type FormField } from "./refusals";
import { words } from "./texts";

/** How an attempt ended: an account, the field to look at, or a problem that has no field. */
export type Outcome = { name: "connected"; account: AccountView } | { name: "field"; field: FormField } | { name: "problem" } | { name: "ignored" };

export class ConnectForm {
  url = $state("");
  /** Consent to plain http, for the host that is in the field now. */
  plainHttp = $state(false);
  extraCa = $state("");
  method = $state<SignInMethod>("basic");
  username = $state("");
  alias = $state("");
  /** Tick: keep the sign-in in memory only. */
  sessionOnly = $state(false);
  /** What was taken off a pasted token. */
  removed = $state<CleanToken["removed"]>(null);
  /** Beside the fields. */
  errors = $state.raw<Partial<Record<FormField, Said>>>({});
  /** Above the fields: what is nobody's fault in particular. */
  problem = $state.raw<IpcError | null>(null);
  busy = $state(false);
  /** The authority is asked for, although nothing stands in its field. */
  caOpen = $state(false);

  /** Alias of the account that gets a new sign-in; `null` for a new account. */
  readonly replaces: string | null;
  readonly discovery: Discovery;

  #secret = $state("");
  #consentAsked = $state(false);
  #aliasTyped = false;
  /** Where the secret was meant to go. */
  #secretFor = "";

  constructor(beginning: Beginning | null) {
    this.replaces = beginning?.replaces ?? null;
    this.discovery = new Discovery(
      () => this.#server(),
      (asked) => this.#heard(asked),
    );
    if (beginning) {
      this.url = beginning.url;
      this.method = beginning.method;
      this.username = beginning.username;
      this.alias = beginning.replaces;
      this.#aliasTyped = true;
      this.caOpen = beginning.extraCa;
    }
  }

  get secret(): string {
    return this.#secret;
  }

  /** A password stays as it is; of a token, what was pasted along comes off. */
  set secret(typed: string) {
    if (this.method === "basic") {
      this.#secret = typed;
      return;
    }
    const { value, removed } = cleanToken(typed);
    this.#secret = value;
    // Said until the field is empty again: the next key must not take it away.
    this.removed = value === "" ? null : (removed ?? this.removed);
  }

  get consentNeeded(): boolean {
    return this.#consentAsked || this.plainHttp;
  }

  get caNeeded(): boolean {
    return this.caOpen || this.extraCa !== "";
  }

  /** The store cannot be opened by a prompt, so the sign-in can only be kept in memory. */
  get sessionNeeded(): boolean {
    return app.storeUnusable && app.store?.state !== "locked";
  }

  urlTyped(): void {
    this.clear("url");
    this.plainHttp = false;
    this.#consentAsked = false;
    this.clear("consent");
    this.problem = null;
    this.discovery.later();
  }

  agreeToPlainHttp(agreed: boolean): void {
    this.plainHttp = agreed;
    this.#consentAsked = true;
    this.clear("consent");
    void this.discovery.now();
  }

  caTyped(): void {
    this.clear("extraCa");
    const fault = pemFault(this.extraCa);
    if (fault) this.#blame("extraCa", fault);
    else this.discovery.later();
  }

  choose(method: SignInMethod): void {
    this.method = method;
    // A password must not end up in a bearer header, nor a token as a password.
    this.#secret = "";
    this.removed = null;
    this.clear("secret");
    this.clear("username");
  }

  aliasTyped(): void {
    this.#aliasTyped = true;
    this.clear("alias");
  }

  /** Leaving a field that has something in it checks it. */
  left(field: "username" | "alias"): void {
    const fault = this[field] === "" ? null : field === "alias" ? aliasFault(this.alias) : usernameFault(this.username);
    if (fault) this.#blame(field, fault);
  }

  clear(field: FormField): void {
    if (!this.errors[field]) return;
    const { [field]: _gone, ...others } = this.errors;
    this.errors = others;
  }

  /** Checks, asks the server if need be, and signs in. Nothing is written before the server has accepted it. */
  async submit(): Promise<Outcome> {
    if (this.busy) return { name: "ignored" };
    this.busy = true;
    this.problem = null;
    try {
      await this.discovery.settle();
      if (this.sessionNeeded && !this.sessionOnly) await app.reportStore();
      const field = this.#check();
      if (field) return { name: "field", field };
      return { name: "connected", account: await ipc.connectAccount(this.#request()) };
    } catch (reason) {
      return await this.#refused(asIpcError(reason));
    } finally {
      this.busy = false;
    }
  }

  /** After `alreadyConnected`: lets the old account go, its secrets stay, and signs in anew. */
  async replace(): Promise<Outcome> {
    if (this.busy || this.replaces === null) return { name: "ignored" };
    this.busy = true;
    this.problem = null;
    try {
      await ipc.disconnectAccount(this.replaces, false);
      return { name: "connected", account: await ipc.connectAccount(this.#request()) };
    } catch (reason) {
      return await this.#refused(asIpcError(reason));
    } finally {
      this.busy = false;
    }
  }

  /** The form is left: the secret goes with it. */
  end(): void {
    this.discovery.end();
    this.#secret = "";
  }

  #server() {
    return { url: this.url.trim(), extraCa: this.extraCa.trim() || null, allowPlainHttp: this.plainHttp };
  }

  #request(): ConnectRequest {
    return {
      ...this.#server(),
      url: this.discovery.found?.url ?? this.url.trim(),
      alias: this.alias,
      method: this.method,
      username: this.method === "basic" ? this.username.trim() : null,
      secret: this.#secret,
      // Whichever answers first; Settings lets one be chosen once the account is there.
      interface: null,
      sessionOnly: this.sessionOnly && app.storeUnusable,
    };
  }

  #blame(field: FormField, why: Said): void {
    this.errors = { ...this.errors, [field]: why };
  }

  #heard(asked: Asked): void {
    this.clear("url");
    if (asked.name === "malformed") this.#blame("url", asked.why);
    else if (asked.name === "refused") this.#addressRefused(asked.why);
    else if (asked.name === "found") {
      const { methods, suggestedAlias, url } = asked.what;
      this.clear("extraCa");
      // What was typed for one server is not sent to another.
      if (originOf(url) !== this.#secretFor) this.#secret = "";
      this.#secretFor = originOf(url);
      const [best] = methods;
      if (best && !methods.includes(this.method)) this.choose(best);
      if (!this.#aliasTyped) this.alias = suggestedAlias;
    }
  }

  #addressRefused(why: IpcError): void {
    if (why.code === "plainHttpConsent") {
      // The warning and its tick say it all.
      this.#consentAsked = true;
    } else if (why.field === "extraCa") {
      this.caOpen = true;
      this.#blame("extraCa", refusalText(why, this.method));
    } else {
      if (why.code === "certificateUntrusted") this.caOpen = true;
      this.#blame("url", refusalText(why, this.method));
    }
  }

  /** Names everything that is wrong, and answers with the first field of the page that needs a hand. */
  #check(): FormField | null {
    const errors: Partial<Record<FormField, Said>> = {};
    const wrong = (field: FormField, fault: Said | null) => {
      if (fault) errors[field] = fault;
    };
    const { asked } = this.discovery;
    if (asked.name !== "found") {
      const fault = addressFault(this.url);
      if (this.url.trim() === "") wrong("url", () => words.urlMissing);
      else if (fault === "unfinished") wrong("url", () => words.urlMalformed);
      else if (this.#consentAsked && !this.plainHttp) wrong("consent", () => words.consentMissing);
      this.errors = { ...this.errors, ...errors };
      // Without an authority the address cannot be mended where it stands.
      if (asked.name === "refused" && asked.why.code === "certificateUntrusted") return "extraCa";
      return formFields.find((field) => this.errors[field]) ?? "url";
    }
    wrong("extraCa", pemFault(this.extraCa));
    if (this.method === "basic") {
      wrong("username", usernameFault(this.username));
      wrong("secret", this.#secret === "" ? () => words.passwordMissing : null);
    } else {
      wrong("secret", this.#secret === "" ? () => words.tokenMissing : isBroken(this.#secret) ? () => words.tokenBroken : null);
    }
    wrong("alias", aliasFault(this.alias));
    wrong("session", this.sessionNeeded && !this.sessionOnly ? () => words.sessionMissing : null);
    this.errors = errors;
    return formFields.find((field) => errors[field]) ?? null;
  }

  async #refused(error: IpcError): Promise<Outcome> {
    if (isAboutAddress(error) || error.field === "extraCa") {
      this.discovery.refuse(error);
      return { name: "field", field: error.field === "extraCa" ? "extraCa" : error.code === "plainHttpConsent" ? "consent" : "url" };
    }
    const field = fieldOf(error);
    if (field) {
      this.#blame(field, refusalText(error, this.method));
      return { name: "field", field };
    }
    this.problem = error;
    // The store's own state decides whether a session without it is offered.
    if (error.code.startsWith("keychain")) await app.reportStore();
    return { name: "problem" };
  }
}
