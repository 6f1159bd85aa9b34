// Generated from the shell's command table by its test `commands`. Do not edit.

import type { AccountView, ActivityView, ConnectRequest, CopiedView, CreateOwnerRequest, CreateRequest, Created, DirectoryView, DiscoverRequest, DiscoveryView, HoldView, OwnerRow, Settings, Snapshot, StartView, StoreView } from "./types.gen";

export type Invoke = <T>(command: string, args?: Record<string, unknown>) => Promise<T>;

export const commands = (invoke: Invoke) => ({
  start: () => invoke<StartView>("start", {}),
  firstPaint: (dark: boolean) => invoke<null>("first_paint", { dark }),
  snapshot: () => invoke<Snapshot>("snapshot", {}),
  saveSettings: (settings: Settings) => invoke<Settings>("save_settings", { settings }),
  openSandbox: () => invoke<null>("open_sandbox", {}),
  leaveSandbox: () => invoke<null>("leave_sandbox", {}),
  quitAnyway: () => invoke<null>("quit_anyway", {}),
  refresh: (alias: string | null) => invoke<null>("refresh", { alias }),
  discover: (request: DiscoverRequest) => invoke<DiscoveryView>("discover", { request }),
  connectAccount: (request: ConnectRequest) => invoke<AccountView>("connect_account", { request }),
  disconnectAccount: (alias: string, forgetSecrets: boolean) => invoke<null>("disconnect_account", { alias, forgetSecrets }),
  changeAddress: (alias: string, url: string) => invoke<AccountView>("change_address", { alias, url }),
  pinInterface: (alias: string, id: string | null) => invoke<AccountView>("pin_interface", { alias, id }),
  ownerDirectory: (account: string) => invoke<DirectoryView>("owner_directory", { account }),
  createOwner: (request: CreateOwnerRequest) => invoke<OwnerRow>("create_owner", { request }),
  createToken: (request: CreateRequest) => invoke<Created>("create_token", { request }),
  storeUnsaved: (id: string) => invoke<Created>("store_unsaved", { id }),
  settleUnsaved: (id: string) => invoke<null>("settle_unsaved", { id }),
  revokeUnsaved: (id: string) => invoke<null>("revoke_unsaved", { id }),
  deleteToken: (id: string, atOnce: boolean) => invoke<HoldView>("delete_token", { id, atOnce }),
  undoDelete: (id: string) => invoke<null>("undo_delete", { id }),
  decideInterrupted: (id: string, deleteNow: boolean) => invoke<null>("decide_interrupted", { id, deleteNow }),
  proveToken: (id: string) => invoke<boolean>("prove_token", { id }),
  tokenActivity: (id: string) => invoke<ActivityView[]>("token_activity", { id }),
  revealSecret: (id: string) => invoke<string>("reveal_secret", { id }),
  copySecret: (id: string) => invoke<CopiedView>("copy_secret", { id }),
  clearClipboard: () => invoke<null>("clear_clipboard", {}),
  storeReport: () => invoke<StoreView>("store_report", {}),
  unlockStore: () => invoke<StoreView>("unlock_store", {}),
});

export type Commands = ReturnType<typeof commands>;
