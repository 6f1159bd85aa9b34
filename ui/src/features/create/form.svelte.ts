/// What is entered in the create dialog, what is wrong with it, and how much of that is shown already.

import { errorText } from "$lib/i18n";
import type { ErrorCode, IpcError } from "$lib/ipc";

import { ExpiryChoice } from "./expiryChoice.svelte";
import { nameProblem } from "./name";
import { words } from "./texts";

export type CreateField = "copyMyself" | "owner" | "name" | "expires" | "scopes";

/** In the order of the page, which is the order in which they are focused. */
const ORDER: CreateField[] = ["copyMyself", "owner", "name", "expires", "scopes"];

/** The field a refusal is about, where its code says so by itself. */
const fieldOfCode: Partial<Record<ErrorCode, CreateField>> = { ownerUnknown: "owner", ownerUnfit: "owner", clockOff: "expires" };

/** What the form needs beside a name, as sentences about what is missing; asked at each look, since much may change meanwhile. */
export interface Needs {
  copyMyself: string | null;
  owner: string | null;
  expires: string | null;
  scopes: string | null;
}

export class CreateForm {
  /** Id of the service user whose token it will be, where one can choose. */
  owner = $state<string | null>(null);
  name = $state("");
  readonly expiry = new ExpiryChoice();
  /** Chosen scopes, in the order of choosing. */
  scopes = $state.raw<string[]>([]);
  /** The user agreed to keep the value himself. */
  copyMyself = $state(false);

  /** The owner that stood there when the form was opened. */
  #given: string | null;
  /** SAVE was pressed: from then on everything wrong is shown. */
  #pressed = $state(false);
  #left = $state.raw<ReadonlySet<CreateField>>(new Set());
  /** What the shell said about one field, and the value it said it about. */
  #refused = $state.raw<{ field: CreateField; value: string; why: string; final: boolean } | null>(null);

  constructor(
    private readonly needs: () => Needs,
    owner: string | null = null,
  ) {
    this.owner = owner;
    this.#given = owner;
  }

  get untouched(): boolean {
    return this.name === "" && this.scopes.length === 0 && !this.copyMyself && this.owner === this.#given && this.expiry.untouched;
  }

  /** What is wrong with a field, as far as it is shown. */
  shown(field: CreateField): string | null {
    return this.#pressed || this.#left.has(field) ? this.#problem(field) : null;
  }

  /** How many fields show that they are wrong, after SAVE was pressed. */
  get needAttention(): number {
    return this.#pressed ? ORDER.filter((field) => this.#problem(field) !== null).length : 0;
  }

  /** The user went on from this field, having done something in it. */
  leave(field: CreateField): void {
    if (field === "name" && this.name === "") return;
    this.#left = new Set([...this.#left, field]);
  }

  /** SAVE was pressed: the first field that is wrong, or `null` when all is well. */
  press(): CreateField | null {
    this.#pressed = true;
    // What lay with the server may be different now; what the value itself did wrong is not.
    if (this.#refused?.final === false) this.#refused = null;
    return ORDER.find((field) => this.#problem(field) !== null) ?? null;
  }

  /** Takes what the shell refused to its field, and answers which that is; `null` when this form asks nothing of the kind. */
  refuse(error: IpcError, asked: CreateField[]): CreateField | null {
    const named = ORDER.find((field) => field === error.field) ?? fieldOfCode[error.code];
    if (named === undefined || !asked.includes(named)) return null;
    this.#refused = { field: named, value: this.#value(named), why: errorText(error), final: error.code === "invalid" };
    return named;
  }

  #value(field: CreateField): string {
    const values: Record<CreateField, () => string> = {
      copyMyself: () => "",
      owner: () => this.owner ?? "",
      name: () => this.name.trim(),
      expires: () => this.expiry.key,
      scopes: () => this.scopes.join(" "),
    };
    return values[field]();
  }

  #problem(field: CreateField): string | null {
    const refused = this.#refused;
    return this.#ownProblem(field) ?? (refused?.field === field && refused.value === this.#value(field) ? refused.why : null);
  }

  #ownProblem(field: CreateField): string | null {
    if (field === "name") return nameProblem(this.name);
    if (field === "copyMyself" && this.copyMyself) return null;
    if (field === "scopes" && this.scopes.length > 0) return null;
    return this.needs()[field];
  }
}

/** The sentence for a form without scopes: what the server would do then. */
export const scopesMissing = (provider: string, offered: number): string => (offered > 1 ? words.noScopeThen(provider, offered) : words.noScope);
