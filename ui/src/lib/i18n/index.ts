/// Words in two languages. A feature writes its own `texts.ts`:
///
///     export const words = texts({
///       en: { title: "Tokens", found: (n: number) => plural(n, { one: `${n} token`, other: `${n} tokens` }) },
///       it: { title: "Token",  found: (n: number) => `${n} token` },
///     });
///
/// and components read `words.title`, `words.found(3)`: both follow the chosen language at once. A word missing in
/// Italian, or one too many, is a type error.

export { language, setLanguage, type LanguageCode } from "./language.svelte";
export { plural } from "./plural";
export { texts, dictionaries } from "./texts";
export * from "./dates";
export { errorText } from "./errors";
export { common } from "./words";
