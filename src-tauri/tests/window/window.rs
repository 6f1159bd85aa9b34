//! A started window and what a person does in it: look, click, type, press keys.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::display::Display;
use crate::driver::{Driver, Element};
use crate::programs;
use crate::waiting::{until, within};
use crate::words::Words;

/// How long a person would wait for something to appear.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The window's title in the user's own profile.
pub(crate) const TITLE: &str = "Patwarden";

/// The window's title in the sandbox's profile.
pub(crate) const SANDBOX: &str = "Patwarden Sandbox";

/// Finds elements by role and name.
const FINDER: &str = include_str!("page.js");

/// The window. Ended, if it still runs, when dropped.
pub(crate) struct Window<'a> {
    pub(super) driver: Driver,
    display: &'a Display,
    title: &'static str,
    pub(crate) words: &'static Words,
}

impl<'a> Window<'a> {
    pub(crate) fn new(
        driver: Driver,
        display: &'a Display,
        title: &'static str,
        words: &'static Words,
    ) -> Self {
        Self {
            driver,
            display,
            title,
            words,
        }
    }

    /// Waits until the page has painted.
    pub(crate) fn painted(self) -> Self {
        let line = format!("first-paint title={}", self.title);
        self.until("the first paint", || {
            self.driver.printed().contains(&line).then_some(())
        });
        self
    }

    /// Process id of the window's program.
    pub(crate) fn id(&self) -> u32 {
        self.driver.program_id().expect("the program runs")
    }

    /// Whether the program still runs.
    pub(crate) fn runs(&self) -> bool {
        self.driver.program_id().is_some_and(|id| {
            let state = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            // The driver may take its time to collect it.
            !state.is_empty() && !state.contains(") Z ")
        })
    }

    /// Sends the program a signal.
    pub(crate) fn signal(&self, signal: &str) {
        let sent = std::process::Command::new("kill")
            .args([signal, &self.id().to_string()])
            .status();
        assert!(
            sent.is_ok_and(|status| status.success()),
            "{signal} is sent"
        );
    }

    /// Asks the window to close, as its X does, until it has reacted: a key that is pressed while the
    /// focus is on its way is lost.
    pub(crate) fn ask_to_close(&self, reacted: impl Fn() -> bool) {
        let mut asked: Option<Instant> = None;
        self.until("the window to close", || {
            if reacted() {
                return Some(());
            }
            if asked.is_none_or(|asked| asked.elapsed() > Duration::from_secs(3)) {
                self.display.close_window(self.title);
                asked = Some(Instant::now());
            }
            None
        });
    }

    /// Gives the window another size.
    pub(crate) fn resize(&self, width: u32, height: u32) {
        self.display.resize(self.title, width, height);
        self.until("the page to have another width", || {
            let now = self.script("return innerWidth;", &[]);
            (now == width).then_some(())
        });
    }

    /// Closes the window and waits until it is gone from the screen.
    pub(crate) fn close(&self) {
        // Twice, because the search for a window fails when others come and go meanwhile.
        self.ask_to_close(|| (0..2).all(|_| self.display.windows(self.title) == 0));
    }

    /// Waits for an element of this role with exactly this name.
    pub(crate) fn find(&self, role: &str, name: &str) -> Element {
        self.until(&format!("{role} {name:?}"), || self.look(role, name, false))
    }

    /// Whether there is an element of this role whose name has this in it now.
    pub(crate) fn has_with(&self, role: &str, part: &str) -> bool {
        self.look(role, part, true).is_some()
    }

    pub(crate) fn click(&self, role: &str, name: &str) {
        // A list may be drawn again between look and click.
        self.until(&format!("a click on {role} {name:?}"), || {
            let element = self.look(role, name, false)?;
            self.bring_into_view(&element);
            self.driver.click(&element).ok()
        });
    }

    /// Scrolls as a person would: away from the edges, where something else may lie over it.
    fn bring_into_view(&self, element: &Element) {
        let body = "const { top, bottom } = arguments[0].getBoundingClientRect();
            if (top < 60 || bottom > innerHeight - 110) arguments[0].scrollIntoView({ block: 'center' });";
        let _ = self.driver.script(body, &[element.to_value()]);
    }

    /// A click that the window may not live to answer.
    pub(crate) fn click_last(&self, role: &str, name: &str) {
        let element = self.find(role, name);
        let _ = self.driver.click(&element);
    }

    pub(crate) fn click_with(&self, role: &str, part: &str) {
        self.until(&format!("a click on {role} with {part:?}"), || {
            let element = self.look(role, part, true)?;
            self.bring_into_view(&element);
            self.driver.click(&element).ok()
        });
    }

    /// Waits until no dialog is open.
    pub(crate) fn dialog_closes(&self) {
        self.until("the dialog to close", || {
            let open = self.script(
                "return document.querySelector('dialog[open]') !== null;",
                &[],
            );
            (open == false).then_some(())
        });
    }

    /// Opens a room by its entry in the side bar.
    pub(crate) fn go_to(&self, entry: &str) {
        let body = "const entries = [...document.querySelectorAll('nav button')].filter(shown);
            return entries.find((button) => nameOf(button).startsWith(arguments[0])) ?? null;";
        self.until(&format!("{entry:?} in the side bar"), || {
            let found = self.try_script(body, &[json!(entry)])?;
            self.driver.click(&Element::from_value(&found)?).ok()
        });
    }

    /// Replaces what is in a field.
    pub(crate) fn fill(&self, label: &str, text: &str) {
        let field = self.find("textbox", label);
        self.driver.clear(&field).expect("a field can be emptied");
        self.driver
            .send_keys(&field, text)
            .unwrap_or_else(|error| panic!("{label}: {error}"));
    }

    /// The text that is shown.
    pub(crate) fn text(&self) -> String {
        let text = self.script("return squeeze(document.body.innerText);", &[]);
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until this text is shown. Letters' case does not count: buttons are spelled in capitals
    /// by the style sheet.
    pub(crate) fn sees(&self, text: &str) {
        let wanted = text.to_lowercase();
        self.until(&format!("{text:?}"), || {
            self.text().to_lowercase().contains(&wanted).then_some(())
        });
    }

    /// Waits until this text is not shown any more.
    pub(crate) fn loses(&self, text: &str) {
        let unwanted = text.to_lowercase();
        self.until(&format!("{text:?} to go"), || {
            (!self.text().to_lowercase().contains(&unwanted)).then_some(())
        });
    }

    /// Waits until the row of the table that has this text in it also has that one.
    pub(crate) fn row(&self, name: &str) -> String {
        let body = "const row = find('row', arguments[0], true); return row ? squeeze(row.innerText) : null;";
        self.until(&format!("a row with {name:?}"), || {
            self.try_script(body, &[json!(name)])?
                .as_str()
                .map(str::to_owned)
        })
    }

    /// Runs the body of a function that may use the finder.
    pub(crate) fn script(&self, body: &str, arguments: &[Value]) -> Value {
        self.driver
            .script(&format!("{FINDER}\n{body}"), arguments)
            .unwrap_or_else(|error| panic!("{error}\n{}", self.driver.printed()))
    }

    fn try_script(&self, body: &str, arguments: &[Value]) -> Option<Value> {
        self.driver
            .script(&format!("{FINDER}\n{body}"), arguments)
            .ok()
    }

    /// The same for one that calls its last argument when done.
    pub(crate) fn script_later(&self, body: &str, arguments: &[Value]) -> Value {
        self.driver
            .script_later(body, arguments)
            .unwrap_or_else(|error| panic!("{error}\n{}", self.driver.printed()))
    }

    /// Calls a command as the page could: what it answers, or is refused with.
    pub(crate) fn invoke(&self, command: &str, arguments: &Value) -> Result<Value, Value> {
        let answer = self.script_later(
            "const [command, given, done] = arguments;
             window.__TAURI_INTERNALS__.invoke(command, given).then(
               (answer) => done({ answer }), (reason) => done({ reason: reason ?? 'refused' }));",
            &[json!(command), arguments.clone()],
        );
        match answer.get("reason") {
            Some(reason) => Err(reason.clone()),
            None => Ok(answer["answer"].clone()),
        }
    }

    /// Leaves a picture of the window among those of the journeys.
    pub(crate) fn picture(&self, name: &str) {
        let path = programs::journeys().join(format!("{name}.png"));
        fs::write(path, self.png()).expect("a picture can be written");
    }

    /// The window's content as a PNG.
    pub(crate) fn png(&self) -> Vec<u8> {
        self.driver
            .screenshot()
            .expect("the window can be pictured")
    }

    pub(crate) fn until<T>(&self, what: &str, look: impl FnMut() -> Option<T>) -> T {
        within(PATIENCE, look)
            .unwrap_or_else(|| panic!("waited in vain for {what}\n{}", self.report()))
    }

    fn look(&self, role: &str, name: &str, part: bool) -> Option<Element> {
        let arguments = [json!(role), json!(name), json!(part)];
        let found = self.try_script("return find(...arguments);", &arguments)?;
        Element::from_value(&found)
    }

    /// What a failed test wants to know.
    pub(super) fn report(&self) -> String {
        let text = self.try_script("return document.body.innerText;", &[]);
        let text = text.unwrap_or_default();
        format!(
            "shown: {}\nprinted: {}",
            text.as_str().unwrap_or_default(),
            self.driver.printed()
        )
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let test = std::thread::current()
                .name()
                .unwrap_or("test")
                .replace("::", "-");
            let path: PathBuf = programs::journeys().join(format!("failed-{test}.png"));
            if let Ok(picture) = self.driver.screenshot() {
                let _ = fs::write(path, picture);
            }
        }
    }
}

/// Waits until a process is gone.
pub(crate) fn gone(id: u32, limit: Duration) {
    until("the process to end", limit, || {
        let state = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        (state.is_empty() || state.contains(") Z ")).then_some(())
    });
}
