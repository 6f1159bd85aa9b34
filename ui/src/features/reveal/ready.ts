/// Lines that use a token by naming it: `patw token` fetches the value when they run, so none of them holds it.

import type { AccountView, TokenRow, TokenView } from "$lib/ipc";

/** How `patw` is told which token: by its name, or by its id when the name fits several or there is none. */
export function referenceTo(token: TokenView, tokens: TokenRow[]): string {
  const sharesName = tokens.some((other) => other.account === token.account && other.name === token.name && other.id !== token.id);
  return `${token.account}/${token.name === null || sharesName ? token.id : token.name}`;
}

export interface ReadyLine {
  id: "curl" | "environment";
  line: string;
}

export function readyLines(token: TokenView, account: AccountView, tokens: TokenRow[], sandbox: boolean): ReadyLine[] {
  const command = `patw${sandbox ? " --sandbox" : ""} token ${referenceTo(token, tokens)}`;
  return [
    // Through curl's input: what stands in its arguments, everyone on the machine can read.
    { id: "curl", line: `(printf 'Authorization: Bearer '; ${command}) | curl -H @- ${account.url.replace(/\/$/, "")}/api/auth` },
    { id: "environment", line: `export DHCORE_PERSONAL_ACCESS_TOKEN="$(${command})"` },
  ];
}
