/// The parts every feature is built of.

export { default as Badge } from "./Badge.svelte";
export { default as Banner } from "./Banner.svelte";
export { default as Button } from "./Button.svelte";
export { default as Card } from "./Card.svelte";
export { default as Chip } from "./Chip.svelte";
export { default as CopyText } from "./CopyText.svelte";
export { default as Dialog } from "./Dialog.svelte";
export { default as Field } from "./Field.svelte";
export { default as IconButton } from "./IconButton.svelte";
export { default as Mark } from "./Mark.svelte";
export { default as Menu, type MenuItem, type MenuTrigger } from "./Menu.svelte";
export { default as Notch } from "./Notch.svelte";
export { default as Popover } from "./Popover.svelte";
export { default as Ring } from "./Ring.svelte";
export { default as SandboxBadge } from "./SandboxBadge.svelte";
export { default as Segmented } from "./Segmented.svelte";
export { default as Select } from "./Select.svelte";
export { default as Skeleton } from "./Skeleton.svelte";
export { default as StatusRegion } from "./StatusRegion.svelte";
export { default as Switch } from "./Switch.svelte";
export { default as Tile } from "./Tile.svelte";
export { focusables, returnFocus } from "./focus";
export { hostOf } from "./host";
