/// What is entered in the create dialog, what is wrong with it, and how much of that is shown already.

import { errorText } from "$lib/i18n";
import type { IpcError } from "$lib/ipc";

import { nameProblem } from "./name";
import { words } from "./texts";

export type CreateField = "copyMyself" | "name" | "scopes";

/** In the order of the page, which is the order in which they are focused. */
const ORDER: CreateField[] = ["copyMyself", "name", "scopes"];

export class CreateForm {
  name = $state("");
  /** Chosen scopes, in the order of choosing. */
  scopes = $state.raw<string[]>([]);
  /** The user agreed to keep the value himself. */
  copyMyself = $state(false);

  /** SAVE was pressed: from then on everything wrong is shown. */
  #pressed = $state(false);
  #left = $state.raw<ReadonlySet<CreateField>>(new Set());
  /** What the shell said about one field, and the value it said it about. */
  #refused = $state.raw<{ field: CreateField; value: string; why: string } | null>(null);

  /** What the form needs right now, asked at each look since the store may change meanwhile. */
  constructor(private readonly needs: () => { scopes: string | null; copyMyself: string | null }) {}

  get untouched(): boolean {
    return this.name === "" && this.scopes.length === 0 && !this.copyMyself;
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
    return ORDER.find((field) => this.#problem(field) !== null) ?? null;
  }

  /** Takes what the shell refused to its field. Says whether there is one. */
  refuse(error: IpcError): boolean {
    const field = error.field === "name" || error.field === "scopes" ? error.field : null;
    if (field === null) return false;
    this.#refused = { field, value: this.#value(field), why: errorText(error) };
    return true;
  }

  #value(field: CreateField): string {
    return field === "name" ? this.name.trim() : this.scopes.join(" ");
  }

  #problem(field: CreateField): string | null {
    const refused = this.#refused;
    const own = { copyMyself: () => this.#missingTick(), name: () => nameProblem(this.name), scopes: () => this.#missingScope() }[field]();
    return own ?? (refused?.field === field && refused.value === this.#value(field) ? refused.why : null);
  }

  #missingTick(): string | null {
    return this.copyMyself ? null : this.needs().copyMyself;
  }

  #missingScope(): string | null {
    return this.scopes.length > 0 ? null : this.needs().scopes;
  }
}

/** The sentence for a form without scopes: what the server would do then. */
export const scopesMissing = (provider: string, offered: number): string => (offered > 1 ? words.noScopeThen(provider, offered) : words.noScope);
