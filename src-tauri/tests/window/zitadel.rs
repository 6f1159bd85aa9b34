//! The main job on ZITADEL in the window: on each of its interfaces alone, and beside a `DigitalHub`.

use patwarden_testkit::zitadel_server::Api;

use crate::axe;
use crate::display::Selection;
use crate::keyboard::key;
use crate::window::Window;
use crate::world::World;

const NAME: &str = "github-actions";
const OWNER: &str = "robot";
const ALIAS: &str = "prod";

impl Window<'_> {
    /// Picks an owner in the open create dialog.
    fn choose_owner(&self, name: &str) {
        self.click("combobox", "Owner");
        self.write(name);
        self.click_with("option", name);
    }

    /// Fills in the create dialog for this owner, up to and without SAVE. With several accounts
    /// CREATE asks for which one.
    fn prepare_for(&self, owner: &str, name: &str, account: Option<&str>) {
        self.click("button", self.words.create);
        if let Some(account) = account {
            self.click("menuitem", account);
        }
        self.sees(self.words.create_title);
        self.choose_owner(owner);
        self.fill(self.words.name, name);
    }
}

/// Connects through the form, as somebody who has a token of a service user does.
fn connect(world: &World, window: &Window<'_>) {
    let zitadel = world.zitadel();
    window.click("button", "Connect");
    window.fill("Server address", &zitadel.url);
    window.sees("Found");
    window.sees("ZITADEL");
    window.fill(
        "Personal Access Token",
        "not-a-token-of-this-server-at-all-but-long-enough",
    );
    axe::check(window, "connect, ZITADEL");
    window.click("button", "Connect");
    window.sees("does not accept this token");
    window.fill("Personal Access Token", &zitadel.admin);
    window.fill("Alias", ALIAS);
    window.press(key::ENTER);
    window.row("Signs in");
}

fn the_main_job(api: Api) {
    let world = World::with_zitadel(Some(api), &["--seed", "empty"]);
    let robot = world.zitadel().user(OWNER);
    let window = world.open();
    connect(&world, &window);
    window.prepare_for(OWNER, NAME, None);
    window.sees("Expires on");
    window.sees("This token can do everything that robot can");
    axe::check(&window, "create on ZITADEL");
    window.click("button", "Save");
    window.sees("Saved in Secret Service");
    assert_eq!(world.entries_named(NAME), 1);
    window.click("button", "Copy");
    window.sees("Copied. Clears in");
    let secret = world.display.paste(Selection::Clipboard);
    assert!(world.zitadel().accepts(&secret));
    assert_eq!(world.zitadel().tokens_of(&robot).len(), 1);
    window.press(key::ESCAPE);
    drop(window);

    let window = world.open();
    let row = window.row(NAME);
    assert!(
        row.contains(OWNER) && !row.contains("Not on this machine"),
        "{row}"
    );
    assert_eq!(
        world.patw(&["token", &format!("{ALIAS}/{NAME}")]).trim(),
        secret
    );
    window.click("cell", NAME);
    window.sees("Held here and known to the server");
    window.picture(&format!("zitadel-{}-drawer", api.id()));
    axe::check(&window, "drawer on ZITADEL");
    window.press(key::ESCAPE);
    window.ask_to_delete(NAME);
    window.click_with("checkbox", "Revoke at once");
    window.click("button", "Delete");
    window.sees(&format!("{NAME} was deleted"));
    assert!(world.zitadel().tokens_of(&robot).is_empty());
    assert!(!world.zitadel().accepts(&secret));
    assert_eq!(world.entries_named(NAME), 0);
    assert_eq!(world.files_with(&secret), Vec::<String>::new());
    assert_eq!(
        world.files_with(&world.zitadel().admin),
        Vec::<String>::new()
    );
}

#[test]
fn the_main_job_over_connect() {
    the_main_job(Api::Connect);
}

#[test]
fn the_main_job_over_rest_v2() {
    the_main_job(Api::V2);
}

#[test]
fn the_main_job_over_management_v1() {
    the_main_job(Api::V1);
}

#[test]
fn both_platforms_live_in_one_window() {
    let world = World::with_zitadel(None, &["--seed", "demo"]);
    world.connect(&world.server.url, "hub");
    world.connect_zitadel(ALIAS);
    world.create("on-the-hub");
    let window = world.open();
    window.row("on-the-hub");
    window.prepare_for("ci-deploy", NAME, Some(ALIAS));
    window.click("button", "Save");
    window.sees("Saved in Secret Service");
    window.press(key::ESCAPE);
    window.row(NAME);
    axe::check(&window, "all tokens of both");
    window.picture("zitadel-both");

    // A chip counts and filters.
    window.click_with("button", "Never expires");
    window.loses("on-the-hub");
    window.click("button", "Clear filters");
    window.row("on-the-hub");
    // So do an owner of the side bar, and a search.
    window.go_to("ci-deploy");
    window.row(NAME);
    window.loses("on-the-hub");
    window.go_to("All tokens");
    window.press('/');
    window.write("on-the-h");
    window.row("on-the-hub");
    window.loses(NAME);
    assert_eq!(world.entries_named(NAME), 1);
    assert_eq!(world.entries_named("on-the-hub"), 1);
}

#[test]
fn never_takes_a_tick_and_is_shown_as_such() {
    let world = World::with_zitadel(None, &["--seed", "empty"]);
    world.connect_zitadel(ALIAS);
    let window = world.open();
    window.row("Signs in");
    window.prepare_for(OWNER, NAME, None);
    window.click("radio", "Never");
    window.click("button", "Save");
    window.sees("needs attention");
    window.click_with("checkbox", "never expires");
    axe::check(&window, "create, never");
    window.click("button", "Save");
    window.sees("Saved in Secret Service");
    window.press(key::ESCAPE);
    let row = window.row(NAME);
    assert!(row.contains("Never expires"), "{row}");
    window.ask_to_delete(NAME);
    window.sees("type");
    let robot = world.zitadel().user(OWNER);
    let end = world.zitadel().tokens_of(&robot)[0]["expirationDate"].clone();
    assert!(
        end.as_str()
            .is_some_and(|end| end.starts_with("9999-12-31")),
        "{end}"
    );
}

#[test]
fn an_owner_that_goes_while_the_dialog_is_open_keeps_the_form() {
    let world = World::with_zitadel(None, &["--seed", "demo"]);
    world.connect_zitadel(ALIAS);
    let window = world.open();
    window.row("Signs in");
    window.prepare_for("ci-deploy", NAME, None);
    let user = world.zitadel().user("ci-deploy");
    world.zitadel().change_user("DeleteUser", &user);
    window.click("button", "Save");
    window.sees("This service user is gone");
    window.picture("zitadel-owner-gone");
    window.choose_owner("backup-agent");
    window.click("button", "Save");
    window.sees("Saved in Secret Service");
    assert_eq!(world.entries_named(NAME), 1);
}

#[test]
fn a_token_deleted_elsewhere_says_so_in_its_open_drawer() {
    let world = World::with_zitadel(None, &["--seed", "empty"]);
    world.connect_zitadel(ALIAS);
    world.patw(&[
        "create",
        "--account",
        ALIAS,
        "--owner",
        OWNER,
        "--name",
        NAME,
    ]);
    let window = world.open();
    window.row(NAME);
    window.click("cell", NAME);
    window.sees("Held here and known to the server");
    let robot = world.zitadel().user(OWNER);
    let id = world.zitadel().tokens_of(&robot)[0]["id"].clone();
    world.zitadel().remove_token(&robot, id.as_str().unwrap());
    window.click("button", "Ask the servers now");
    window.sees("The server no longer has this token");
    axe::check(&window, "drawer of a token that is gone");
    window.picture("zitadel-gone");
    assert_eq!(world.entries_named(NAME), 1, "its secret stays until told");
}
