//! A keychain that cannot be used: the window is there at once, says so, and asks for nothing.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use patwarden_testkit::session::KeyringKind;

use crate::axe;
use crate::display::Selection;
use crate::world::World;

const NAME: &str = "ci-deploy";

/// After which a silent keychain is given up. A start that waits for its answer takes that much
/// longer than one that does not.
const GIVEN_UP: Duration = Duration::from_secs(2);

/// How long the window takes from the start of its program to its first paint.
fn paint(world: &World) -> Duration {
    let started = SystemTime::now();
    let window = world.open();
    let painted = window.script(
        "const [paint] = performance.getEntriesByName('first-contentful-paint');
         return performance.timeOrigin + paint.startTime;",
        &[],
    );
    let painted = Duration::from_secs_f64(painted.as_f64().unwrap() / 1000.0);
    painted.saturating_sub(started.duration_since(UNIX_EPOCH).unwrap())
}

#[test]
fn the_window_paints_although_the_keychain_never_answers() {
    let world = World::connected();
    world.create(NAME);
    let usual = paint(&world);
    world.session.pause_keyring();
    // A busy machine may be slow once, not three times in a row.
    let hung = (0..3)
        .map(|_| paint(&world))
        .find(|time| *time < usual + GIVEN_UP);
    assert!(hung.is_some(), "usually {usual:?}");
    let window = world.open();
    window.row(NAME);
    window.sees("Secret Service: not answering");
    window.picture("keychain-hung");
    axe::check(&window, "keychain that never answers");
    window.go_to("Settings");
    window.sees("Not answering");
    axe::check(&window, "settings");
    world.session.resume_keyring();
    assert_eq!(world.session.prompts(), 0);
}

#[test]
fn a_keychain_that_hangs_or_is_missing_is_named_on_the_welcome_page() {
    for (kind, advice) in [
        (KeyringKind::Hung, "did not answer"),
        (KeyringKind::Absent, "No keychain answers"),
        (KeyringKind::NoCollection, "no default"),
    ] {
        let world = World::new(kind);
        let window = world.open();
        window.sees("Your access tokens, in one safe place");
        window.sees("which cannot be used now");
        window.sees(advice);
        axe::check(&window, "welcome without a store");
        assert_eq!(world.session.prompts(), 0, "{kind:?}");
    }
}

#[test]
fn a_locked_keychain_is_unlocked_from_the_window_and_never_asked_by_itself() {
    let world = World::connected();
    world.create(NAME);
    world.session.lock();
    let window = world.open();
    window.row(NAME);
    window.sees("Secret Service is locked.");
    window.sees("Secret Service: locked");
    axe::check(&window, "locked keychain");
    window.picture("keychain-locked");
    assert_eq!(
        world.session.prompts(),
        0,
        "background work asks for nothing"
    );

    world.session.answer_prompts();
    window.click("button", "Unlock");
    window.loses("Secret Service is locked.");
    window.sees("Secret Service: unlocked");
    assert_eq!(world.session.prompts(), 1, "the user asked");
    window.click("button", &format!("Copy the secret of {NAME}"));
    window.sees("clears in");
}

#[test]
fn without_a_store_a_token_is_made_only_after_the_tick() {
    let world = World::new(KeyringKind::Absent);
    let window = world.open();
    window.introduce(&world.server);
    window.click_with("checkbox", "for this session only");
    window.click("button", "Connect");
    window.sees("No tokens yet");
    window.prepare(NAME);
    axe::check(&window, "create without a store");
    window.picture("keychain-absent-create");
    window.click("button", "Save");
    window.sees("1 field needs attention");
    assert!(world.server.tokens().is_empty(), "nothing was sent");

    window.click_with("checkbox", "I will copy it myself");
    window.click("button", "Save");
    window.sees("not saved yet");
    assert_eq!(world.server.tokens().len(), 1);
    window.click("button", "Reveal");
    window.click("button", "Copy");
    window.sees("It stays on the clipboard until you have decided.");
    let secret = world.display.paste(Selection::Clipboard);
    assert!(world.server.accepts(&secret), "it works: {secret:?}");
    window.click_with("button", "I have it");
    window.sees("clears in");
    let row = window.row(NAME);
    assert!(row.contains("Not on this machine"), "{row}");
    window.go_to("Settings");
    window.sees("Missing");
}
