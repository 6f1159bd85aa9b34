/// Where the form shows what the shell refused, and in which words.

import { errorText } from "$lib/i18n";
import type { ErrorCode, IpcError, SignInMethod } from "$lib/ipc";

import type { Said } from "./checks";
import { words } from "./texts";

/** What can be wrong in the form, in the order of the page. */
export const formFields = ["url", "consent", "extraCa", "username", "secret", "alias", "session"] as const;
export type FormField = (typeof formFields)[number];

const aboutAddress: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "certificateUntrusted", "certificateMismatch", "plainHttpRefused", "plainHttpConsent", "redirectRefused", "wrongProduct", "authenticationOff", "instanceUnknown",
]);

/** The address itself is at fault, so it has to be asked about again. */
export const isAboutAddress = (error: IpcError): boolean => aboutAddress.has(error.code) || error.field === "url";

/** The field a refused sign-in is shown beside; `null` sends it to the banner. */
export function fieldOf(error: IpcError): FormField | null {
  switch (error.code) {
    case "aliasTaken":
      return "alias";
    case "signInRefused":
    case "signInExpired":
    case "signInUnknown":
    case "signInMalformed":
    case "signInDeactivated":
    case "subjectGone":
      return "secret";
    default:
      return formFields.find((field) => field === error.field) ?? null;
  }
}

/** The sentence for it. The general ones speak of an account that exists already. */
export function refusalText(error: IpcError, method: SignInMethod): Said {
  switch (error.code) {
    case "signInExpired":
      return () => words.tokenExpired;
    case "signInUnknown":
      return () => words.tokenRefused;
    case "signInDeactivated":
      return () => words.userDeactivated;
    case "subjectGone":
      return () => words.userGone;
    case "signInRefused":
      return method === "basic" ? () => errorText(error) : () => words.tokenRefused;
    default:
      return () => errorText(error);
  }
}

/** What the address field says in two words. */
export function addressVerdict(code: ErrorCode): string {
  switch (code) {
    case "hostUnknown":
    case "unreachable":
    case "instanceUnknown":
      return words.notFound;
    case "databaseDown":
    case "starting":
      return words.notReady;
    case "timedOut":
      return words.noAnswer;
    case "certificateUntrusted":
      return words.certificateUntrusted;
    case "certificateMismatch":
      return words.certificateMismatch;
    case "plainHttpConsent":
    case "plainHttpRefused":
      return words.notEncrypted;
    case "redirectRefused":
      return words.otherHost;
    case "wrongProduct":
      return words.otherProduct;
    case "authenticationOff":
      return words.noSignIn;
    case "invalid":
      return words.badAddress;
    default:
      return words.refused;
  }
}
