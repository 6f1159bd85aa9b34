//! What outlives the window, and for how long.

use std::time::{Duration, Instant};

use crate::display::Selection;
use crate::window::gone;
use crate::world::World;

const NAME: &str = "ci-deploy";

/// How long a copied secret may be kept: enough to close a window on a busy machine.
const SECONDS: u64 = 15;

/// How long ending may take on a busy machine.
const SLACK: Duration = Duration::from_secs(20);

fn copied() -> World {
    let world = World::connected();
    world.set(&format!("clipboardSeconds = {SECONDS}\n"));
    world.create(NAME);
    world
}

#[test]
fn what_was_copied_can_be_pasted_after_the_window_is_closed_and_is_gone_in_time() {
    let world = copied();
    let window = world.open();
    window.row(NAME);
    let copied = Instant::now();
    window.click("button", &format!("Copy the secret of {NAME}"));
    window.sees("clears in");
    let id = window.id();
    window.close();
    let secret = world.display.paste(Selection::Clipboard);
    assert!(
        copied.elapsed() < Duration::from_secs(SECONDS),
        "still within the time"
    );
    assert!(world.server.accepts(&secret), "it works: {secret:?}");
    assert!(window.runs(), "the process stays for the clipboard");
    gone(id, Duration::from_secs(SECONDS) + SLACK);
    assert!(
        copied.elapsed() >= Duration::from_secs(SECONDS),
        "not before its time"
    );
    assert_eq!(world.display.paste(Selection::Clipboard), "");
}

#[test]
fn what_someone_else_copied_meanwhile_is_left_alone() {
    let world = copied();
    let window = world.open();
    window.click("button", &format!("Copy the secret of {NAME}"));
    window.sees("clears in");
    let id = window.id();
    world.display.copy("a shopping list");
    window.close();
    gone(id, Duration::from_secs(SECONDS) + SLACK);
    assert_eq!(world.display.paste(Selection::Clipboard), "a shopping list");
}

#[test]
fn being_told_to_end_clears_the_clipboard_at_once() {
    let world = World::connected();
    world.create(NAME);
    let window = world.open();
    window.click("button", &format!("Copy the secret of {NAME}"));
    window.sees("clears in");
    let id = window.id();
    assert!(!world.display.paste(Selection::Clipboard).is_empty());
    let told = Instant::now();
    window.signal("-TERM");
    gone(id, SLACK);
    assert!(
        told.elapsed() < Duration::from_secs(8),
        "{:?}",
        told.elapsed()
    );
    assert_eq!(world.display.paste(Selection::Clipboard), "");
}

#[test]
fn closing_the_window_lets_a_deletion_run_out() {
    let world = World::connected();
    world.create(NAME);
    let window = world.open();
    window.ask_to_delete(NAME);
    window.click("button", "Delete");
    window.sees(&format!("Deleting {NAME}"));
    let id = window.id();
    window.close();
    assert_eq!(world.server.tokens().len(), 1, "it is still being held");
    gone(id, Duration::from_secs(8) + SLACK);
    assert!(world.server.tokens().is_empty());
    assert_eq!(world.entries_named(NAME), 0);
}

#[test]
fn closing_a_window_with_nothing_left_to_do_ends_the_process() {
    let world = World::connected();
    let window = world.open();
    let id = window.id();
    window.close();
    gone(id, SLACK);
}
