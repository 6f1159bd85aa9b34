/// Facts that only some servers tell, by the names their adapters give them.

import { words } from "./texts";

const labels: Record<string, () => string> = {
  ipAddress: () => words.ipAddress,
  sequence: () => words.sequence,
  changed: () => words.changed,
  changeDate: () => words.changed,
  resourceOwner: () => words.resourceOwner,
};

/** In our words where we have one, else as the server calls it. */
export const detailLabel = (name: string): string => (Object.hasOwn(labels, name) ? (labels[name]?.() ?? name) : name);

/** RFC 3339, written by a server: shown as dates are shown here. */
export const isMoment = (value: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value));
