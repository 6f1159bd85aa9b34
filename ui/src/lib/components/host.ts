/// How the address of a server is shown.

/** The host and, when it has one, the path of a server's address. */
export function hostOf(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return host + pathname.replace(/\/$/, "");
  } catch {
    return url;
  }
}
