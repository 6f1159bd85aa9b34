/// What the one polite live region says.

class Announcer {
  text = $state("");

  /** Says it; the same sentence twice is said twice. */
  say(text: string): void {
    this.text = this.text === text ? `${text}\u00a0` : text;
  }
}

export const announcer = new Announcer();
