//! Keyboard, pointer and focus in a window.

use crate::window::Window;

/// Keys as `WebDriver` spells them.
pub(crate) mod key {
    pub(crate) const TAB: char = '\u{E004}';
    pub(crate) const ENTER: char = '\u{E007}';
    pub(crate) const ESCAPE: char = '\u{E00C}';
    pub(crate) const SPACE: char = ' ';
    pub(crate) const CONTROL: char = '\u{E009}';
    pub(crate) const DOWN: char = '\u{E015}';
}

impl Window<'_> {
    pub(crate) fn press(&self, key: char) {
        self.driver.keys(&[key]).expect("a key can be pressed");
    }

    /// Presses a key while Ctrl is held.
    pub(crate) fn press_with_ctrl(&self, key: char) {
        self.driver
            .keys(&[key::CONTROL, key])
            .expect("keys can be pressed");
    }

    /// Takes the pointer off whatever it was left on.
    pub(crate) fn take_pointer_away(&self) {
        self.driver
            .move_pointer(1, 300)
            .expect("the pointer can be moved");
    }

    /// Types where the focus is.
    pub(crate) fn write(&self, text: &str) {
        for letter in text.chars() {
            self.press(letter);
        }
    }

    /// Goes on with Tab until the focus is there, as people without a mouse do.
    pub(crate) fn tab_to(&self, role: &str, name: &str) {
        for _ in 0..60 {
            if self.focus() == (role.to_owned(), name.to_owned()) {
                return;
            }
            self.press(key::TAB);
        }
        panic!("Tab does not lead to {role} {name:?}\n{}", self.report());
    }

    /// Role and name of what has the focus.
    pub(crate) fn focus(&self) -> (String, String) {
        let found = self.script(
            "const at = document.activeElement; return [roleOf(at) ?? at.tagName, nameOf(at).replace(/ \\*$/, '')];",
            &[],
        );
        let text = |index: usize| found[index].as_str().unwrap_or_default().to_owned();
        (text(0), text(1))
    }

    /// Waits until this has the focus.
    pub(crate) fn focused(&self, role: &str, name: &str) {
        self.until(&format!("the focus on {role} {name:?}"), || {
            (self.focus() == (role.to_owned(), name.to_owned())).then_some(())
        });
    }
}
