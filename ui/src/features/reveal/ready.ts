/// Lines that use a token by naming it: `patw token` fetches the value when they run, so none of them holds it. Address
/// and name come from a server: in the line they are words of the shell, never a part of its language.

import type { AccountView, TokenRow, TokenView } from "$lib/ipc";

/** Characters that no POSIX shell gives a meaning to. */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;
/** What a terminal acts on when it is pasted, in quotes or not. */
const CONTROL = /\p{Cc}/u;

/** One word of a POSIX shell line that means exactly this text. A plain one stays as it is. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** How `patw` is told which token: by its name, or by its id when the name fits several, cannot be pasted, or there is none. */
export function referenceTo(token: TokenView, tokens: TokenRow[]): string {
  const sharesName = tokens.some((other) => other.account === token.account && other.name === token.name && other.id !== token.id);
  return `${token.account}/${token.name === null || sharesName || CONTROL.test(token.name) ? token.id : token.name}`;
}

export interface ReadyLine {
  id: "curl" | "environment";
  line: string;
}

export function readyLines(token: TokenView, account: AccountView, tokens: TokenRow[], sandbox: boolean): ReadyLine[] {
  const command = `patw${sandbox ? " --sandbox" : ""} token ${shellWord(referenceTo(token, tokens))}`;
  const { variable, whoAmI } = account.capabilities.useInPrograms;
  const url = shellWord(`${account.url.replace(/\/$/, "")}/${whoAmI.replace(/^\//, "")}`);
  return [
    // Through curl's input: what stands in its arguments, everyone on the machine can read.
    { id: "curl", line: `(printf 'Authorization: Bearer '; ${command}) | curl -H @- ${url}` },
    { id: "environment", line: `export ${variable}="$(${command})"` },
  ];
}
