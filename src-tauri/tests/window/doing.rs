//! What people do in several steps.

use patwarden_testkit::server::Server;

use crate::keyboard::key;
use crate::window::Window;

impl Window<'_> {
    /// Fills in the connect form from the welcome page, up to and without CONNECT.
    pub(crate) fn introduce(&self, server: &Server) {
        self.click("button", self.words.connect);
        self.fill(self.words.address, &server.url);
        self.sees(self.words.found);
        self.fill(self.words.username, &server.username);
        self.fill(self.words.password, &server.password);
    }

    /// Fills in the create dialog, up to and without SAVE.
    pub(crate) fn prepare(&self, name: &str) {
        self.click("button", self.words.create);
        self.describe(name);
    }

    /// The same where CREATE asks for the account first: the one whose entry begins the list.
    pub(crate) fn prepare_on(&self, account: &str, name: &str) {
        self.click("button", self.words.create);
        self.click_with("menuitem", account);
        self.describe(name);
    }

    fn describe(&self, name: &str) {
        self.sees(self.words.create_title);
        self.fill(self.words.name, name);
        self.choose_scopes(&["openid"]);
    }

    /// Picks scopes in the open create dialog.
    pub(crate) fn choose_scopes(&self, scopes: &[&str]) {
        self.click("combobox", self.words.scopes);
        for scope in scopes {
            self.click_with("option", scope);
        }
        self.press(key::ESCAPE);
        self.until("the list of scopes to close", || {
            (!self.has_with("option", "openid")).then_some(())
        });
    }

    /// Makes a token and waits until its secret is in the keychain. The dialog stays open.
    pub(crate) fn create(&self, name: &str) {
        self.prepare(name);
        self.click("button", self.words.save);
        self.sees(self.words.saved);
    }

    /// Opens the confirmation of a token in the list.
    pub(crate) fn ask_to_delete(&self, name: &str) {
        self.click("button", &format!("{} {name}", self.words.delete));
        self.sees(&format!("{} {name}", self.words.delete_title));
    }
}
