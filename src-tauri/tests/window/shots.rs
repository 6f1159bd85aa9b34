//! The pictures of `docs/screenshots`: every screen, light and dark, in both languages.
//!
//! As a test it proves the way to each of them; `cargo xtask shots` keeps what it sees.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use patwarden_testkit::session::KeyringKind;

use crate::keyboard::key;
use crate::programs;
use crate::relay::Relay;
use crate::unreachable::create_refused;
use crate::window::Window;
use crate::words::{EN, IT, Words};
use crate::world::World;

/// The alias of the account in the pictures.
const ALIAS: &str = "dh-lab";

/// A token of the demonstration world that is made here, so that its secret is held.
const HELD: &str = "etl-nightly";

/// Where `cargo xtask shots` wants the pictures; without it they are left beside those of journeys.
const FOLDER: &str = "PATWARDEN_SHOTS";

#[test]
fn shots_of_every_screen() {
    for words in [&EN, &IT] {
        for theme in ["light", "dark"] {
            let camera = Camera { words, theme };
            first_steps(&camera);
            main_screens(&camera);
            both_platforms(&camera);
        }
    }
}

struct Camera {
    words: &'static Words,
    theme: &'static str,
}

impl Camera {
    /// Takes a picture once nothing moves any more.
    fn take(&self, window: &Window<'_>, screen: &str) {
        window.until("the page to stand still", || {
            let still = window.script(
                "return document.getAnimations().every((one) => one.playState !== 'running' || one.effect.getComputedTiming().iterations === Infinity);",
                &[],
            );
            (still == true).then_some(())
        });
        // What was changed last is on the screen two frames later.
        window.script_later(
            "const done = arguments[arguments.length - 1];
             requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 200)));",
            &[],
        );
        let folder = std::env::var_os(FOLDER).map_or_else(programs::journeys, PathBuf::from);
        let path = folder.join(format!("{screen}-{}-{}.png", self.theme, self.words.code));
        fs::write(&path, window.png()).unwrap();
        // A window of flat colours needs no more of them; the files get a third as large.
        let smaller = Command::new("convert")
            .arg(&path)
            .args([
                "-strip",
                "+dither",
                "-colors",
                "256",
                "-define",
                "png:compression-level=9",
            ])
            .arg(format!("PNG8:{}", path.display()))
            .status();
        assert!(smaller.expect("ImageMagick's convert").success());
    }
}

/// Before there is anything: welcome, the connect form, the first empty list.
fn first_steps(camera: &Camera) {
    let words = camera.words;
    let world = World::new(KeyringKind::Unlocked);
    let window = world.open_in(words, camera.theme);
    window.sees(words.welcome);
    window.sees("Secret Service");
    camera.take(&window, "01-welcome");
    window.introduce(&world.server);
    window.take_pointer_away();
    camera.take(&window, "01b-connect-digitalhub");
    window.click("button", words.connect);
    window.sees(words.empty);
    window.take_pointer_away();
    camera.take(&window, "12a-empty");
}

/// A connected account with tokens, and everything that can be done with them.
fn main_screens(camera: &Camera) {
    let words = camera.words;
    let world = World::with_server(KeyringKind::Unlocked, &["--seed", "demo"]);
    let relay = Relay::start(world.server.port());
    world.connect(&relay.url(), ALIAS);
    let scopes = ["--scope", "openid", "--scope", "profile"];
    let order = ["create", "--account", ALIAS, "--name", HELD];
    world.patw(&[order.as_slice(), &scopes].concat());
    let window = world.open_in(words, camera.theme);
    window.row(HELD);
    window.go_to(ALIAS);
    window.row(HELD);
    window.take_pointer_away();
    camera.take(&window, "02-account-tokens");

    window.click("button", HELD);
    window.sees(words.custody);
    window.take_pointer_away();
    camera.take(&window, "07-drawer-digitalhub");
    window.press(key::ESCAPE);
    window.loses(words.custody);

    create(camera, &window);

    window.ask_to_delete(HELD);
    camera.take(&window, "06-delete");
    window.click("button", words.delete);
    window.find("button", words.undo);
    window.take_pointer_away();
    camera.take(&window, "06b-undo");
    window.click("button", words.undo);
    window.loses(words.undo);

    window.go_to(words.settings);
    window.sees(words.appearance);
    window.take_pointer_away();
    camera.take(&window, "10-settings");

    troubles(camera, &world, &relay, window);
}

/// Tokens of the company that are made here, so that they have names and secrets: owner, name, days.
const NAMED: [(&str, &str, &str); 6] = [
    ("ci-deploy", "github-actions", "7d"),
    ("grafana-sync", "loki-writer", "12d"),
    ("backup-agent", "nightly-restore", "45d"),
    ("ci-deploy", "argo-image", "61d"),
    ("terraform", "apply-network", "82d"),
    ("terraform", "plan-only", "120d"),
];

/// One window on both platforms.
fn both_platforms(camera: &Camera) {
    let words = camera.words;
    let world = World::with_zitadel(None, &["--seed", "demo"]);
    let window = world.open_in(words, camera.theme);
    window.sees(words.welcome);
    window.click("button", words.connect);
    window.fill(words.address, &world.zitadel().url);
    window.sees(words.found);
    window.fill(words.pat, &world.zitadel().admin);
    window.take_pointer_away();
    camera.take(&window, "01b-connect");
    drop(window);

    world.connect(&world.server.url, ALIAS);
    world.connect_zitadel("prod");
    let scopes = ["--scope", "openid", "--scope", "profile"];
    let order = ["create", "--account", ALIAS, "--name", "laptop_2026"];
    world.patw(&[order.as_slice(), &scopes].concat());
    for (owner, name, ends) in NAMED {
        let order = ["create", "--account", "prod", "--owner", owner];
        world.patw(&[order.as_slice(), &["--name", name, "--expires", ends]].concat());
    }
    let window = world.open_in(words, camera.theme);
    window.row("github-actions");
    window.take_pointer_away();
    camera.take(&window, "03-home");
    window.click_with("button", words.all_accounts);
    window.until("the menu of accounts", || {
        let open = window.has_with("menuitemradio", words.all_accounts);
        open.then_some(())
    });
    window.take_pointer_away();
    camera.take(&window, "03a-account-menu");
    window.press(key::ESCAPE);

    window.click("cell", "github-actions");
    window.sees(words.custody);
    window.take_pointer_away();
    camera.take(&window, "07-drawer");
    window.press(key::ESCAPE);
    window.loses(words.custody);

    window.resize(860, 560);
    window.row("github-actions");
    window.take_pointer_away();
    camera.take(&window, "03m-home-smallest");
    window.resize(1180, 760);

    create_on_zitadel(camera, &window);
}

/// The create dialog where one chooses owner and end.
fn create_on_zitadel(camera: &Camera, window: &Window<'_>) {
    let words = camera.words;
    window.click("button", words.create);
    window.click("menuitem", "prod");
    window.sees(words.create_title);
    window.click("combobox", words.owner);
    window.write("ci-d");
    window.click_with("option", "ci-deploy");
    window.fill(words.name, "github-actions-2026-11");
    window.sees("deployer");
    window.sees(words.expires);
    window.take_pointer_away();
    camera.take(window, "04z-create-zitadel");
    window.click("combobox", words.owner);
    window.find("listbox", words.owner);
    window.take_pointer_away();
    camera.take(window, "04o-create-owner");
    window.press(key::ESCAPE);
    window.click("radio", words.never);
    window.take_pointer_away();
    camera.take(window, "04n-create-never");
}

/// The create dialog from empty to revealed.
fn create(camera: &Camera, window: &Window<'_>) {
    let words = camera.words;
    window.click("button", words.create);
    window.sees(words.create_title);
    window.take_pointer_away();
    camera.take(window, "04-create");
    window.fill(words.name, "notebook-lab");
    window.click("combobox", words.scopes);
    window.click_with("option", "profile");
    window.click_with("option", "openid");
    camera.take(window, "04b-create-scopes");
    window.press(key::ESCAPE);
    window.click("button", words.save);
    window.sees(words.saved);
    window.take_pointer_away();
    camera.take(window, "05-reveal");
    window.click("button", words.reveal);
    window.sees(words.hides);
    window.take_pointer_away();
    camera.take(window, "05c-reveal-shown");
    window.click("button", words.hide);
    window.click("button", words.copy);
    window.sees(words.copied);
    window.take_pointer_away();
    camera.take(window, "05b-reveal-copied");
    window.click("button", words.clear);
    window.press(key::ESCAPE);
    window.row("notebook-lab");

    window.click("button", words.create);
    window.click("button", words.save);
    window.sees(words.attention);
    window.take_pointer_away();
    camera.take(window, "04e-create-errors");
    window.press(key::ESCAPE);
    window.dialog_closes();
}

/// What the window says when something is missing.
fn troubles(camera: &Camera, world: &World, relay: &Relay, window: Window<'_>) {
    let words = camera.words;
    window.go_to(ALIAS);
    window.row(HELD);
    relay.cut();
    window.click("button", words.ask);
    window.sees(words.offline);
    window.take_pointer_away();
    camera.take(&window, "12b-offline");
    relay.mend();
    window.click("button", words.ask);
    window.loses(words.offline);

    create_refused(world, relay, &window);
    window.take_pointer_away();
    camera.take(&window, "05x-reveal-refused");
    world.session.start_keyring();
    window.click("button", words.try_again);
    window.sees(words.saved);
    drop(window);

    world.session.lock();
    let window = world.open_in(words, camera.theme);
    window.go_to(ALIAS);
    window.sees(words.locked);
    window.take_pointer_away();
    camera.take(&window, "12c-keychain-locked");
}
