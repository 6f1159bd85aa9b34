/// What can be told about an input without asking anybody. The shell checks all of it again.

import { words } from "./texts";

/** A sentence in whichever language is chosen when it is read. */
export type Said = () => string;

/** Longest alias, as the shell has it. */
const ALIAS = /^[a-z0-9][a-z0-9-]{0,31}$/;
/** No authority's certificate is anywhere near this many characters. */
export const LONGEST_PEM = 1_000_000;

/** Whether somebody may still be typing `https://`. */
const isBeginning = (url: string): boolean => ["https://", "http://"].some((scheme) => scheme.startsWith(url.toLowerCase()));

/** What is wrong with an address; `null` when it can be asked, `"unfinished"` when nothing can be said yet. */
export function addressFault(text: string): Said | "unfinished" | null {
  const url = text.trim();
  if (isBeginning(url)) return "unfinished";
  if (!url.includes("://")) return () => words.urlNoScheme;
  if (!/^https?:\/\//i.test(url)) return () => words.urlOtherScheme;
  try {
    const { username, password, hostname } = new URL(url);
    if (username !== "" || password !== "") return () => words.urlCredentials;
    return hostname === "" ? () => words.urlMalformed : null;
  } catch {
    return () => words.urlMalformed;
  }
}

/** Scheme, host and port: what consent and credentials are given to. Empty for what is no address. */
export function originOf(url: string): string {
  try {
    return new URL(url.trim()).origin;
  } catch {
    return "";
  }
}

export interface CleanToken {
  value: string;
  /** What was taken off, to be said. */
  removed: "bearer" | "space" | null;
}

/** Takes off what came along when a token was pasted: white space and a `Bearer ` prefix. */
export function cleanToken(text: string): CleanToken {
  const trimmed = text.trim();
  const bare = trimmed.replace(/^bearer\s+/i, "");
  if (bare !== trimmed) return { value: bare, removed: "bearer" };
  return { value: trimmed, removed: trimmed === text ? null : "space" };
}

/** White space or anything that is not printable ASCII inside a token. */
export const isBroken = (token: string): boolean => /[^\x21-\x7e]/.test(token);

export function aliasFault(alias: string): Said | null {
  if (alias === "") return () => words.aliasMissing;
  return ALIAS.test(alias) ? null : () => words.aliasInvalid;
}

export function usernameFault(username: string): Said | null {
  if (username.trim() === "") return () => words.usernameMissing;
  return username.includes(":") ? () => words.usernameColon : null;
}

/** What is wrong with a certificate in PEM form; an empty one is none, which is fine. */
export function pemFault(pem: string): Said | null {
  if (pem.trim() === "") return null;
  if (pem.length > LONGEST_PEM) return () => words.caTooLarge;
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) return () => words.caPrivateKey;
  return pem.includes("-----BEGIN CERTIFICATE-----") ? null : () => words.caNotPem;
}
