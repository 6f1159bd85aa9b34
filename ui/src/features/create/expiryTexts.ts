/// The words of choosing when a token ends.

import { plural, texts } from "$lib/i18n";

export const words = texts({
  en: {
    expiresAt: "Expires at",
    days: (n: number) => plural(n, { one: `${n} day`, other: `${n} days` }),
    custom: "Custom…",
    never: "Never",
    expiresOn: "Expires on",
    day: "Day",
    dayPattern: "YYYY-MM-DD",
    dayMissing: (example: string) => `Enter a day, for example ${example}`,
    dayUnread: (example: string) => `This is not a day of the calendar. Write year, month and day, for example ${example}`,
    dayPast: "This day has passed: choose a later one",
    todayPast: "Today is over in a moment: choose a later day",
    dayNever: "From the year 9999 on it would never expire: choose an earlier day, or Never",
    dayLeftOut: (zone: string) => `This day was left out in ${zone}: choose another`,
    neverWarning: "Without an expiry this token works until someone deletes it.",
    neverUnwarned: "Patwarden cannot warn you before it dies.",
    neverAgree: "I want a token that never expires",
    neverMissing: "Tick the line above, or choose an expiry",
  },
  it: {
    expiresAt: "Scade il",
    days: (n: number) => plural(n, { one: `${n} giorno`, other: `${n} giorni` }),
    custom: "Altra data…",
    never: "Mai",
    expiresOn: "Scade",
    day: "Giorno",
    dayPattern: "AAAA-MM-GG",
    dayMissing: (example: string) => `Scrivi un giorno, per esempio ${example}`,
    dayUnread: (example: string) => `Questo giorno non è sul calendario. Scrivi anno, mese e giorno, per esempio ${example}`,
    dayPast: "Questo giorno è passato: scegline uno successivo",
    todayPast: "Oggi finisce tra un momento: scegli un giorno successivo",
    dayNever: "Dall’anno 9999 in poi non scadrebbe mai: scegli un giorno precedente, oppure Mai",
    dayLeftOut: (zone: string) => `Questo giorno è stato saltato in ${zone}: scegline un altro`,
    neverWarning: "Senza scadenza questo token funziona finché qualcuno non lo rimuove.",
    neverUnwarned: "Patwarden non può avvisarti prima che finisca.",
    neverAgree: "Voglio un token che non scade mai",
    neverMissing: "Spunta la riga qui sopra, oppure scegli una scadenza",
  },
});
