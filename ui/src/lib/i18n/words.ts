/// Words that several features need.

import { plural } from "./plural";
import { texts } from "./texts";

export const common = texts({
  en: {
    cancel: "Cancel",
    close: "Close",
    copy: "Copy",
    copied: "Copied",
    create: "Create",
    delete: "Delete",
    reveal: "Reveal",
    save: "Save",
    tryAgain: "Try again",
    unlock: "Unlock",
    undo: "Undo",
    optional: "optional",
    signedInAs: (user: string) => `signed in as ${user}`,
    tokens: (n: number) => plural(n, { one: `${n} token`, other: `${n} tokens` }),
    copiedClears: (n: number) => `Copied. Clears in ${n} s`,
    copiedStays: "Copied. This desktop does not let us clear the clipboard: copy something else when you are done.",
    clearNow: "Clear now",
    clipboardCleared: "Clipboard cleared",
    clipboardForeign: "The clipboard holds something else now; nothing was cleared",
  },
  it: {
    cancel: "Annulla",
    close: "Chiudi",
    copy: "Copia",
    copied: "Copiato",
    create: "Crea",
    delete: "Rimuovi",
    reveal: "Mostra",
    save: "Salva",
    tryAgain: "Riprova",
    unlock: "Sblocca",
    undo: "Annulla",
    optional: "facoltativo",
    signedInAs: (user: string) => `accesso come ${user}`,
    tokens: (n: number) => `${n} token`,
    copiedClears: (n: number) => `Copiato. Si cancella tra ${n} s`,
    copiedStays: "Copiato. Questo desktop non ci permette di svuotare gli appunti: quando hai finito, copia qualcos’altro.",
    clearNow: "Cancella ora",
    clipboardCleared: "Appunti cancellati",
    clipboardForeign: "Gli appunti ora contengono altro; non è stato cancellato nulla",
  },
});
