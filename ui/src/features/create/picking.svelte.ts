/// Whose token it will be, and so on which account: who is offered, what is known about them, who is chosen.

import type { AccountView, OwnerRow } from "$lib/ipc";
import { app } from "$lib/state";

import { createReason } from "../tokens/standing";
import { Directories } from "./directories.svelte";
import type { CreateForm } from "./form.svelte";
import { words } from "./ownerTexts";
import { choosable, summary, tokenCounts } from "./owners";

export class OwnerPicking {
  readonly directories = new Directories();
  /** A new service user is being described. */
  #making = $state(false);
  /** SAVE was pressed meanwhile: only then the unfinished service user is in the way. */
  #pressedMeanwhile = $state(false);
  /** The account of the owner that was picked, when it is another than the dialog was opened for. */
  #moved = $state<string | null>(null);

  constructor(
    private readonly opened: string,
    private readonly form: () => CreateForm,
  ) {}

  get alias(): string {
    return this.#moved !== null && app.account(this.#moved) ? this.#moved : this.opened;
  }

  get making(): boolean {
    return this.#making;
  }

  set making(making: boolean) {
    this.#making = making;
    this.#pressedMeanwhile = false;
  }

  /** SAVE was pressed. */
  press(): void {
    this.#pressedMeanwhile = this.#making;
  }

  readonly accounts: AccountView[] = $derived.by(() => {
    const many = ({ capabilities }: AccountView) => capabilities.owners === "serviceUsers";
    const others = app.accounts.filter((account) => many(account) && account.alias !== this.opened && createReason(account) === null);
    const own = app.account(this.opened);
    return own && many(own) ? [own, ...others] : [];
  });

  readonly offered: OwnerRow[] = $derived.by(() => choosable(app.owners, this.accounts));

  readonly chosen: OwnerRow | null = $derived.by(() => {
    const { owner } = this.form();
    return this.offered.find((one) => one.account === this.alias && one.id === owner) ?? null;
  });

  /** Who stands there at the beginning: the one it was opened for, or the only one there is. */
  given(wanted: string | undefined): string | null {
    const here = this.offered.filter(({ account }) => account === this.opened);
    if (wanted !== undefined) return here.find(({ id }) => id === wanted)?.id ?? null;
    return here.length === 1 ? (here[0]?.id ?? null) : null;
  }

  /** Who the account signs in as. */
  get subject(): OwnerRow | undefined {
    return app.owners.find((one) => one.account === this.alias && one.isSubject);
  }

  readonly #counts = $derived.by(() => tokenCounts(app.tokens));

  summaryOf(owner: OwnerRow): string {
    return summary(owner, this.#counts, this.directories.known(owner.account));
  }

  /** Why nobody can be taken as the owner; `null` when all is well. */
  get problem(): string | null {
    if (this.#making) return this.#pressedMeanwhile ? words.finishNewOwner : null;
    if (this.chosen !== null) return null;
    return this.form().owner === null ? words.ownerMissing : words.ownerGone;
  }

  choose(owner: OwnerRow): void {
    this.#moved = owner.account === this.opened ? null : owner.account;
    this.form().owner = owner.id;
    this.making = false;
    this.directories.need(owner.account);
  }

  /** Takes one that was made a moment ago, before the snapshot comes that has it. */
  take(owner: OwnerRow): void {
    if (app.snapshot && !app.owners.some((one) => one.account === owner.account && one.id === owner.id))
      app.snapshot = { ...app.snapshot, owners: [...app.snapshot.owners, owner] };
    this.choose(owner);
    void app.load();
  }

  needAll(): void {
    for (const { alias } of this.accounts) this.directories.need(alias);
  }

  /** Somebody was removed or moved meanwhile: who there is, is asked again. */
  async again(): Promise<void> {
    const { alias } = this;
    await Promise.all([app.refresh(alias), this.directories.ask(alias)]);
  }
}
