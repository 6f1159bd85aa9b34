//! A screen, a session, a server and a data folder of one test's own.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use patwarden_testkit::server::Server;
use patwarden_testkit::session::{KeyringKind, KeyringSession};
use patwarden_testkit::zitadel_server::{Api, Zitadel};
use serde_json::Value;

use crate::display::Display;
use crate::driver::Driver;
use crate::programs;
use crate::window::{SANDBOX, TITLE, Window};
use crate::words::{EN, Words};

/// The alias of the connected account.
pub(crate) const ALIAS: &str = "hub";

/// Windows are started one at a time: two would fight for the processor, and the times measured
/// would say nothing.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

pub(crate) struct World {
    pub(crate) session: KeyringSession,
    pub(crate) server: Server,
    pub(crate) display: Display,
    zitadel: Option<Zitadel>,
    directory: tempfile::TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl World {
    pub(crate) fn new(kind: KeyringKind) -> Self {
        Self::with_server(kind, &["--seed", "empty"])
    }

    pub(crate) fn with_server(kind: KeyringKind, arguments: &[&str]) -> Self {
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        Self {
            session: KeyringSession::start(kind),
            server: Server::start(&programs::patw(), arguments),
            display: Display::start(),
            zitadel: None,
            directory: tempfile::tempdir().expect("a directory can be made"),
            _turn: turn,
        }
    }

    /// A world whose server is connected as `hub`.
    pub(crate) fn connected() -> Self {
        let world = Self::new(KeyringKind::Unlocked);
        world.connect(&world.server.url, ALIAS);
        world
    }

    /// A world with a ZITADEL too, of which these interfaces are switched on.
    pub(crate) fn with_zitadel(api: Option<Api>, arguments: &[&str]) -> Self {
        let patw = programs::patw();
        let zitadel = match api {
            Some(api) => Zitadel::start_with(&patw, api, arguments),
            None => Zitadel::start(&patw, arguments),
        };
        Self {
            zitadel: Some(zitadel),
            ..Self::new(KeyringKind::Unlocked)
        }
    }

    /// The ZITADEL of this world.
    pub(crate) fn zitadel(&self) -> &Zitadel {
        self.zitadel.as_ref().expect("this world has a ZITADEL")
    }

    /// Connects the ZITADEL with the command line, as its administrator.
    pub(crate) fn connect_zitadel(&self, alias: &str) {
        let zitadel = self.zitadel();
        self.sign_in(&zitadel.url, alias, &[], &zitadel.admin);
    }

    /// Connects with the command line.
    pub(crate) fn connect(&self, url: &str, alias: &str) {
        let user = ["--username", &self.server.username];
        self.sign_in(url, alias, &user, &self.server.password);
    }

    fn sign_in(&self, url: &str, alias: &str, more: &[&str], secret: &str) {
        let mut child = self
            .command(&["connect", url, "--alias", alias])
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("patw can be started");
        let mut input = child.stdin.take().expect("its input is a pipe");
        input
            .write_all(secret.as_bytes())
            .expect("patw reads the secret");
        drop(input);
        assert!(child.wait().expect("patw ends").success(), "patw connects");
    }

    /// A token made with the command line.
    pub(crate) fn create(&self, name: &str) {
        self.patw(&[
            "create",
            "--account",
            ALIAS,
            "--name",
            name,
            "--scope",
            "openid",
        ]);
    }

    /// Writes settings before a window starts.
    pub(crate) fn set(&self, settings: &str) {
        let folder = self.directory.path().join("config");
        let _ = fs::remove_dir_all(&folder);
        private_folder(&folder);
        private_file(&folder.join("settings.toml"), settings);
    }

    /// Starts the window and waits for its first paint.
    pub(crate) fn open(&self) -> Window<'_> {
        self.open_with(&[])
    }

    /// The same with more environment.
    pub(crate) fn open_with(&self, more: &[(&str, &str)]) -> Window<'_> {
        self.start(&[], more, TITLE, &EN)
    }

    /// Starts the window in this language and theme.
    pub(crate) fn open_in(&self, words: &'static Words, theme: &str) -> Window<'_> {
        self.set(&format!(
            "language = \"{}\"\ntheme = \"{theme}\"\n",
            words.code
        ));
        self.start(&[], &[], TITLE, words)
    }

    /// Starts the window in the sandbox's profile.
    pub(crate) fn open_sandbox(&self) -> Window<'_> {
        self.start(&["--sandbox"], &[], SANDBOX, &EN)
    }

    fn start(
        &self,
        arguments: &[&str],
        more: &[(&str, &str)],
        title: &'static str,
        words: &'static Words,
    ) -> Window<'_> {
        let mut environment = self.environment();
        environment.extend(
            more.iter()
                .map(|(name, value)| ((*name).into(), (*value).into())),
        );
        let output = self.directory.path().join("window.log");
        let driver = Driver::start(programs::patwarden(), arguments, &environment, &output);
        Window::new(driver, &self.display, title, words).painted()
    }

    /// What every process of this world is given.
    fn environment(&self) -> Vec<(String, String)> {
        let session = self.session.environment().into_iter();
        // Fonts are looked through once for all tests: that takes longer than a start.
        let cache = programs::journeys().join("cache").display().to_string();
        let below = |name: &str| self.directory.path().join(name).display().to_string();
        session
            .map(|(name, value)| (name.to_owned(), value))
            .chain([
                ("XDG_CACHE_HOME".into(), cache),
                ("DISPLAY".into(), self.display.name().to_owned()),
                ("GDK_BACKEND".into(), "x11".into()),
                ("NO_AT_BRIDGE".into(), "1".into()),
                ("LC_ALL".into(), "C.UTF-8".into()),
                ("TZ".into(), "Europe/Rome".into()),
                ("PATWARDEN_ANNOUNCE".into(), "1".into()),
                ("PATWARDEN_LOG".into(), "trace".into()),
                ("PATWARDEN_DATA_DIR".into(), below("data")),
                ("PATWARDEN_CONFIG_DIR".into(), below("config")),
            ])
            .collect()
    }

    /// A program of this world: its session, its screen, its data.
    pub(crate) fn program(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .envs(self.environment())
            .env_remove("PATWARDEN_PROFILE")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null());
        command
    }

    fn command(&self, arguments: &[&str]) -> Command {
        self.program(&programs::patw(), arguments)
    }

    /// Runs `patw`, which has to succeed; answers with what it printed.
    pub(crate) fn patw(&self, arguments: &[&str]) -> String {
        let output = self
            .command(arguments)
            .output()
            .expect("patw can be started");
        assert!(
            output.status.success(),
            "patw {arguments:?}: {}",
            said(&output)
        );
        String::from_utf8(output.stdout).expect("patw prints UTF-8")
    }

    /// The tokens as `patw list` has them.
    pub(crate) fn listed(&self) -> Vec<Value> {
        let list: Value =
            serde_json::from_str(&self.patw(&["list", "--refresh", "--json"])).expect("JSON");
        list["tokens"].as_array().expect("a list").clone()
    }

    /// How many entries the keychain itself has under our service with this name.
    pub(crate) fn entries_named(&self, name: &str) -> usize {
        let search = self
            .program(Path::new("secret-tool"), &["search", "--all"])
            .args(["service", "dev.patwarden.Patwarden", "name", name])
            .output()
            .expect("secret-tool can be started");
        said(&search).matches("label = ").count()
    }

    /// Files of ours that have this text in them.
    pub(crate) fn files_with(&self, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        search(self.directory.path(), text.as_bytes(), &mut found);
        found
    }
}

fn said(output: &Output) -> String {
    let both = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8_lossy(&both).into_owned()
}

fn search(directory: &Path, needle: &[u8], found: &mut Vec<String>) {
    for entry in fs::read_dir(directory)
        .expect("a folder can be read")
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() {
            search(&path, needle, found);
        } else if fs::read(&path)
            .is_ok_and(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
        {
            found.push(path.display().to_string());
        }
    }
}

fn private_folder(path: &Path) {
    use std::os::unix::fs::DirBuilderExt;
    let made = fs::DirBuilder::new().mode(0o700).create(path);
    made.expect("a folder can be made");
}

fn private_file(path: &Path, text: &str) {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = fs::OpenOptions::new();
    let file = options.create(true).truncate(true).write(true).mode(0o600);
    let mut file = file.open(path).expect("a file can be made");
    file.write_all(text.as_bytes()).expect("it can be written");
}
