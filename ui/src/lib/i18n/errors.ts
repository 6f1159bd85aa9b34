/// What went wrong and what to do next, one sentence each for every code of the shell.

import type { ErrorCode, IpcError } from "$lib/ipc";

import { language, type LanguageCode } from "./language.svelte";

const sentences: Record<LanguageCode, Record<ErrorCode, string>> = {
  en: {
    invalid: "This value is not accepted. Correct it and try again.",
    aliasTaken: "Another account has this alias. Choose a different one.",
    alreadyConnected: "This identity is already connected. Use the account in the side bar, or disconnect it first.",
    accountNotFound: "This account is no longer connected here. Connect it again.",
    tokenNotFound: "This token is no longer in the list. Refresh to see what the server has.",
    ambiguous: "Several tokens fit. Choose one in the list.",
    notHeld: "The secret of this token is not on this machine. Use the machine that created it, or create a new token.",
    unproven: "Which of the server’s tokens this secret belongs to is not certain. Look at the candidates and delete those you do not need.",
    busy: "Another window or command is changing this token. Wait a moment and try again.",
    keychainLocked: "The keychain is locked. Unlock it and try again.",
    keychainAbsent: "No keychain answers on this machine. Start a Secret Service such as gnome-keyring or KWallet, then try again.",
    keychainNoCollection: "The keychain has no default collection. Create one in your keychain program (Passwords and Keys, KWalletManager), then try again.",
    keychainTimedOut: "The keychain did not answer in time. Look for an open password prompt, then try again.",
    keychainRefused: "The keychain refused, or the prompt was dismissed. Try again and confirm the prompt.",
    hostUnknown: "The host name is not known. Check the address and your network.",
    unreachable: "Nothing answers at this address. Check the address, the VPN and the network, then try again.",
    timedOut: "The server did not answer in time. Try again in a moment.",
    certificateUntrusted: "The certificate’s authority is not trusted here. Add your organization’s certificate authority to the account.",
    certificateMismatch: "The certificate is for another host or out of date. Check the address and this machine’s clock; nothing was sent.",
    plainHttpRefused: "A public host must be reached over https. Nothing was sent.",
    plainHttpConsent: "This private address is not encrypted. Agree to plain http for it, or use https.",
    redirectRefused: "The server points to another host. Nothing was sent there; enter that address yourself if you trust it.",
    wrongProduct: "Something else than DigitalHub answers there. Check the address.",
    authenticationOff: "This server asks nobody to sign in, so it has no tokens. Ask its administrator to switch authentication on.",
    signInRefused: "User name or password is wrong. Correct it and sign in again.",
    signInExpired: "The token this account signs in with has expired. In Settings, disconnect the account and connect it again with a new one; the secrets of its tokens stay in the keychain.",
    signInUnknown: "The server does not know the token this account signs in with. Connect again with another one.",
    forbidden: "Signed in, but not allowed to do this. Ask the server’s administrator.",
    rateLimited: "The server asks to wait. Try again in a minute.",
    serverFailed: "The server failed. Try again; if it stays so, tell its administrator.",
    badAnswer: "The server’s answer makes no sense. Check the address, or tell the server’s administrator.",
    rejected: "The server refused the request. Check what was entered.",
    answerLost: "The answer was lost, so the token may or may not exist. Look for it in the list before you try again.",
    stillListed: "The server still lists the token. Refresh, then delete it again.",
    signedOut: "This account has no credential in this session. Sign in again.",
    notSaved: "The new secret is in memory only. Save it, copy it, or revoke the token.",
    indexTooNew: "The database was written by a newer version. Start that version, or update this one.",
    indexFailed: "The database cannot be read or written. Check the free space and the permissions of the data folder.",
    filesExposed: "Others on this machine can read Patwarden’s files. Take their permission away (chmod 700), then start again.",
    clipboard: "The clipboard cannot be used here. Reveal the secret instead.",
    sandbox: "The sandbox could not be started. Try again; the log names the cause.",
    internal: "Something went wrong inside Patwarden. Try again; the log has the details.",
  },
  it: {
    invalid: "Questo valore non è accettato. Correggilo e riprova.",
    aliasTaken: "Un altro account ha già questo alias. Scegline uno diverso.",
    alreadyConnected: "Questa identità è già collegata. Usa l’account nella barra laterale, oppure scollegalo prima.",
    accountNotFound: "Questo account non è più collegato qui. Collegalo di nuovo.",
    tokenNotFound: "Questo token non è più nell’elenco. Aggiorna per vedere che cosa ha il server.",
    ambiguous: "Più token corrispondono. Scegline uno nell’elenco.",
    notHeld: "Il segreto di questo token non è su questo computer. Usa il computer che lo ha creato, oppure crea un nuovo token.",
    unproven: "Non è certo a quale token del server appartenga questo segreto. Guarda i candidati e rimuovi quelli che non servono.",
    busy: "Un’altra finestra o un comando sta modificando questo token. Aspetta un momento e riprova.",
    keychainLocked: "Il portachiavi è bloccato. Sbloccalo e riprova.",
    keychainAbsent: "Nessun portachiavi risponde su questo computer. Avvia un Secret Service come gnome-keyring o KWallet, poi riprova.",
    keychainNoCollection: "Il portachiavi non ha una raccolta predefinita. Creane una nel programma del portachiavi (Password e chiavi, KWalletManager), poi riprova.",
    keychainTimedOut: "Il portachiavi non ha risposto in tempo. Cerca una richiesta di password aperta, poi riprova.",
    keychainRefused: "Il portachiavi ha rifiutato, o la richiesta è stata chiusa. Riprova e conferma la richiesta.",
    hostUnknown: "Il nome del server non è conosciuto. Controlla l’indirizzo e la rete.",
    unreachable: "A questo indirizzo non risponde nulla. Controlla indirizzo, VPN e rete, poi riprova.",
    timedOut: "Il server non ha risposto in tempo. Riprova tra poco.",
    certificateUntrusted: "L’autorità del certificato non è considerata affidabile qui. Aggiungi all’account l’autorità di certificazione della tua organizzazione.",
    certificateMismatch: "Il certificato è di un altro server o non è valido oggi. Controlla l’indirizzo e l’orologio di questo computer; nulla è stato inviato.",
    plainHttpRefused: "Un server pubblico si raggiunge solo in https. Nulla è stato inviato.",
    plainHttpConsent: "Questo indirizzo privato non è cifrato. Accetta http per questo account, oppure usa https.",
    redirectRefused: "Il server rimanda a un altro server. Lì non è stato inviato nulla; se ti fidi, scrivi tu quell’indirizzo.",
    wrongProduct: "A questo indirizzo non risponde DigitalHub. Controlla l’indirizzo.",
    authenticationOff: "Questo server non chiede a nessuno di accedere, quindi non ha token. Chiedi all’amministratore di attivare l’autenticazione.",
    signInRefused: "Nome utente o password sbagliati. Correggili e accedi di nuovo.",
    signInExpired: "Il token con cui accede questo account è scaduto. Nelle Impostazioni scollega l’account e collegalo di nuovo con un token nuovo; i segreti dei suoi token restano nel portachiavi.",
    signInUnknown: "Il server non conosce il token con cui accede questo account. Collegalo di nuovo con un altro.",
    forbidden: "Accesso riuscito, ma senza il permesso di farlo. Chiedi all’amministratore del server.",
    rateLimited: "Il server chiede di aspettare. Riprova tra un minuto.",
    serverFailed: "Il server ha avuto un errore. Riprova; se continua, avvisa l’amministratore.",
    badAnswer: "La risposta del server non ha senso. Controlla l’indirizzo o avvisa l’amministratore del server.",
    rejected: "Il server ha rifiutato la richiesta. Controlla ciò che hai inserito.",
    answerLost: "La risposta è andata persa: il token potrebbe esistere oppure no. Cercalo nell’elenco prima di riprovare.",
    stillListed: "Il server elenca ancora il token. Aggiorna, poi rimuovilo di nuovo.",
    signedOut: "Questo account non ha credenziali in questa sessione. Accedi di nuovo.",
    notSaved: "Il nuovo segreto è solo in memoria. Salvalo, copialo o revoca il token.",
    indexTooNew: "Il database è stato scritto da una versione più recente. Avvia quella versione o aggiorna questa.",
    indexFailed: "Il database non si può leggere o scrivere. Controlla lo spazio libero e i permessi della cartella dei dati.",
    filesExposed: "Altri su questo computer possono leggere i file di Patwarden. Togli loro il permesso (chmod 700), poi riavvia.",
    clipboard: "Qui gli appunti non si possono usare. Mostra il segreto, invece.",
    sandbox: "Non è stato possibile avviare la sandbox. Riprova; il registro indica la causa.",
    internal: "Qualcosa è andato storto dentro Patwarden. Riprova; i dettagli sono nel registro.",
  },
};

/** Codes whose message says more than the code does: what exactly is wrong with a value, or what the server said. */
const specific: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["invalid", "rejected", "rateLimited", "ambiguous", "indexTooNew", "filesExposed"]);

/** Cause and next step in the chosen language. */
export function errorText(error: IpcError): string {
  const sentence = sentences[language.code][error.code] ?? sentences[language.code].internal;
  const message = error.message.trim();
  if (!specific.has(error.code) || message === "") return sentence;
  const told = /[.!?]$/.test(message) ? message : `${message}.`;
  return language.code === "en" ? told.charAt(0).toUpperCase() + told.slice(1) : `${sentence} (${message.replace(/\.$/, "")})`;
}

/** The codes that have a sentence, for the test that compares both languages. */
export const errorSentences = sentences;
