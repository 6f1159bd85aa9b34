//! A server that goes away and comes back, and a keychain that does between two steps.

use std::time::Duration;

use crate::axe;
use crate::keyboard::key;
use crate::relay::Relay;
use crate::window::{PATIENCE, Window, gone};
use crate::world::{ALIAS, World};
use patwarden_testkit::session::KeyringKind;

const NAME: &str = "ci-deploy";

#[test]
fn what_is_known_stays_while_the_server_is_away() {
    let world = World::new(KeyringKind::Unlocked);
    let relay = Relay::start(world.server.port());
    world.connect(&relay.url(), ALIAS);
    world.create(NAME);
    let window = world.open();
    window.row(NAME);
    window.sees("Online");

    relay.cut();
    window.click("button", "Ask the servers now");
    window.sees("hub is not reachable");
    window.row(NAME);
    axe::check(&window, "offline");
    window.picture("unreachable");
    window.click("button", &format!("Copy the secret of {NAME}"));
    window.sees("clears in");

    relay.mend();
    window.click("button", "Ask the servers now");
    window.loses("hub is not reachable");
}

/// Makes a token whose secret the keychain does not take: it is gone when the server's answer to the
/// create arrives.
pub(crate) fn create_refused(world: &World, relay: &Relay, window: &Window<'_>) {
    window.prepare(NAME);
    std::thread::scope(|scope| {
        let held = relay.hold_answer_to("POST /api/v1/tokens/personal");
        let session = &world.session;
        scope.spawn(move || {
            held.arrived(Duration::from_secs(20));
            session.stop_keyring();
            held.pass();
        });
        window.click("button", window.words.save);
        window.sees(window.words.not_saved);
    });
}

#[test]
fn a_secret_the_keychain_refuses_keeps_the_window_until_it_is_safe() {
    let world = World::new(KeyringKind::Unlocked);
    let relay = Relay::start(world.server.port());
    world.connect(&relay.url(), ALIAS);
    let window = world.open();
    window.sees("No tokens yet");
    create_refused(&world, &relay, &window);
    assert_eq!(world.server.tokens().len(), 1);
    window.focused("button", "Try again");
    axe::check(&window, "unsaved secret");
    window.picture("unsaved");

    window.press(key::ESCAPE);
    window.ask_to_close(|| window.text().contains("You asked to quit."));
    window.sees("not saved yet");
    assert_eq!(
        world.display.windows("Patwarden"),
        1,
        "nothing closes it by accident"
    );

    window.click("button", "Try again");
    window.sees("not saved yet");
    world.session.start_keyring();
    window.click("button", "Try again");
    window.sees("Saved in Secret Service");
    assert_eq!(world.entries_named(NAME), 1);
    let id = window.id();
    window.press(key::ESCAPE);
    window.row(NAME);
    window.close();
    gone(id, PATIENCE);
}

#[test]
fn being_told_to_end_revokes_a_secret_that_nobody_has() {
    let world = World::new(KeyringKind::Unlocked);
    let relay = Relay::start(world.server.port());
    world.connect(&relay.url(), ALIAS);
    let window = world.open();
    window.sees("No tokens yet");
    let id = window.id();
    create_refused(&world, &relay, &window);
    assert_eq!(world.server.tokens().len(), 1);
    window.signal("-TERM");
    gone(id, Duration::from_secs(5));
    assert!(world.server.tokens().is_empty(), "nobody could ever use it");
}

#[test]
fn a_window_closed_while_a_token_is_being_made_stays_until_its_secret_is_safe() {
    let world = World::new(KeyringKind::Unlocked);
    let relay = Relay::start(world.server.port());
    world.connect(&relay.url(), ALIAS);
    let window = world.open();
    window.sees("No tokens yet");
    window.prepare(NAME);
    let held = relay.hold_answer_to("POST /api/v1/tokens/personal");
    window.click("button", "Save");
    held.arrived(PATIENCE);
    // Long enough to be asked more than once.
    let since = std::time::Instant::now();
    window.ask_to_close(|| since.elapsed() > Duration::from_secs(4));
    assert_eq!(world.display.windows("Patwarden"), 1);
    held.pass();
    window.sees("Saved in Secret Service");
    assert_eq!(world.entries_named(NAME), 1);
    let id = window.id();
    window.press(key::ESCAPE);
    window.close();
    gone(id, PATIENCE);
}
