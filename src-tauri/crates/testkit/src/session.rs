//! A desktop session of its own for one test: a private bus, a private home, and on it a real
//! gnome-keyring, none, or a stub that never answers.
//!
//! Separate from the fakes because it starts processes. They are ended by pid when the session is
//! dropped, also when the test panics. Needs `dbus-daemon` and `gnome-keyring-daemon`. Everything
//! here panics instead of returning errors: a test without its session has nothing to say.

#![expect(
    clippy::expect_used,
    reason = "a test without its session has nothing to say"
)]

mod bus;
mod exchange;
mod prompter;
mod rerun;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use zbus::blocking::{Connection, connection::Builder};
use zbus::zvariant::{OwnedObjectPath, OwnedValue};

use prompter::Prompter;
pub use rerun::in_session;

/// The password of every keyring made here.
const PASSWORD: &str = "password";
const SERVICE: &str = "org.freedesktop.secrets";
const SERVICE_PATH: &str = "/org/freedesktop/secrets";
/// How long a process may take to come up.
const PATIENCE: Duration = Duration::from_secs(20);

/// What answers for the keychain in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyringKind {
    /// gnome-keyring with an unlocked default collection.
    Unlocked,
    /// The same, locked.
    Locked,
    /// Nothing.
    Absent,
    /// gnome-keyring that never had a collection.
    NoCollection,
    /// A service that takes every question and answers none.
    Hung,
}

/// The session. Hand [`KeyringSession::environment`] to the processes that shall live in it.
#[derive(Debug)]
pub struct KeyringSession {
    home: PathBuf,
    connection: Connection,
    keyring: Mutex<Option<Child>>,
    prompter: Prompter,
    // Below what uses it: fields are dropped in this order.
    _stub: Option<Connection>,
    bus: Mutex<Child>,
    directory: Option<TempDir>,
}

impl KeyringSession {
    /// Starts a session in a directory of its own.
    pub fn start(kind: KeyringKind) -> Self {
        let directory = new_directory();
        let mut session = Self::start_in(directory.path(), kind);
        session.directory = Some(directory);
        session
    }

    /// Starts a session in this directory, which stays.
    fn start_in(home: &Path, kind: KeyringKind) -> Self {
        let bus = bus::start(home);
        let connect =
            || Builder::address(bus::address(home).as_str()).expect("the address is valid");
        let connection = connect()
            .build()
            .expect("the private bus takes connections");
        let stub = (kind == KeyringKind::Hung).then(|| {
            // Without an object server nothing ever replies.
            let stub = connect().name(SERVICE).expect("the name is valid").build();
            stub.expect("the stub owns its name")
        });
        let session = Self {
            home: home.to_owned(),
            connection,
            keyring: Mutex::default(),
            prompter: Prompter::start(connect()),
            _stub: stub,
            bus: Mutex::new(bus),
            directory: None,
        };
        match kind {
            KeyringKind::Unlocked => session.start_keyring(),
            KeyringKind::Locked => {
                session.start_keyring();
                session.lock();
            }
            KeyringKind::NoCollection => session.start_keyring_locked(),
            KeyringKind::Absent | KeyringKind::Hung => {}
        }
        session
    }

    /// The variables that place a process in this session.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        bus::environment(&self.home)
    }

    /// Starts gnome-keyring with its default collection unlocked, making one if there is none.
    pub fn start_keyring(&self) {
        self.spawn_keyring(true);
        self.wait_for("an unlocked default collection", || {
            self.default_collection()
                .is_some_and(|collection| !self.is_locked(&collection))
        });
    }

    /// Starts gnome-keyring as it is before anyone has signed in: what it has on disk is locked.
    pub fn start_keyring_locked(&self) {
        self.spawn_keyring(false);
        self.wait_for("gnome-keyring", || {
            self.call::<_, bool>("NameHasOwner", &(SERVICE,))
        });
    }

    /// Ends gnome-keyring.
    pub fn stop_keyring(&self) {
        end(self.keyring().take());
    }

    /// Stops the process in its tracks; questions pile up and are answered after
    /// [`KeyringSession::resume_keyring`].
    pub fn pause_keyring(&self) {
        self.signal_keyring("-STOP");
    }

    /// Lets a paused process go on.
    pub fn resume_keyring(&self) {
        self.signal_keyring("-CONT");
    }

    /// Ends the bus; what stood on it is cut off.
    pub fn stop_bus(&self) {
        let mut bus = self.bus.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = bus.kill();
        let _ = bus.wait();
    }

    /// Locks the default collection.
    pub fn lock(&self) {
        let collection = self
            .default_collection()
            .expect("there is a default collection");
        let reply = self.connection.call_method(
            Some(SERVICE),
            SERVICE_PATH,
            Some("org.freedesktop.Secret.Service"),
            "Lock",
            &(vec![&collection],),
        );
        reply.expect("gnome-keyring locks");
        assert!(
            self.is_locked(&collection),
            "the default collection is locked"
        );
    }

    /// How often the keychain wanted to ask the user something. Nobody answers, unless told to.
    pub fn prompts(&self) -> usize {
        self.prompter.questions()
    }

    /// From now on every question of the keychain is dismissed at once.
    pub fn dismiss_prompts(&self) {
        self.prompter.dismiss();
    }

    /// Types the password into every question of the keychain, open and coming.
    pub fn answer_prompts(&self) {
        self.prompter.type_password();
    }

    fn spawn_keyring(&self, unlock: bool) {
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]);
        if unlock {
            command.arg("--unlock");
        }
        let mut keyring = command
            .envs(self.environment())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(bus::log(&self.home, "keyring.log"))
            .spawn()
            .expect("gnome-keyring-daemon can be started");
        bus::note_pid(&self.home, &keyring);
        // Dropped at once: the end of its input is the end of the password.
        let mut input = keyring.stdin.take().expect("its input is a pipe");
        input
            .write_all(PASSWORD.as_bytes())
            .expect("it reads its password");
        end(self.keyring().replace(keyring));
    }

    fn signal_keyring(&self, signal: &str) {
        let pid = self.keyring().as_ref().expect("gnome-keyring runs").id();
        let status = Command::new("kill")
            .args([signal, &pid.to_string()])
            .status();
        assert!(
            status.expect("kill can be started").success(),
            "gnome-keyring takes {signal}"
        );
    }

    fn keyring(&self) -> MutexGuard<'_, Option<Child>> {
        self.keyring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn default_collection(&self) -> Option<OwnedObjectPath> {
        let interface = Some("org.freedesktop.Secret.Service");
        let reply = self
            .connection
            .call_method(
                Some(SERVICE),
                SERVICE_PATH,
                interface,
                "ReadAlias",
                &("default",),
            )
            .ok()?;
        let path: OwnedObjectPath = reply.body().deserialize().ok()?;
        (path.as_str() != "/").then_some(path)
    }

    fn is_locked(&self, collection: &OwnedObjectPath) -> bool {
        let reply = self.connection.call_method(
            Some(SERVICE),
            collection,
            Some("org.freedesktop.DBus.Properties"),
            "Get",
            &("org.freedesktop.Secret.Collection", "Locked"),
        );
        let body = reply
            .expect("a collection says whether it is locked")
            .body();
        let value: OwnedValue = body.deserialize().expect("a property is a value");
        bool::try_from(value).expect("Locked is yes or no")
    }

    fn call<B, T>(&self, method: &str, body: &B) -> T
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
        T: serde::de::DeserializeOwned + zbus::zvariant::Type,
    {
        const BUS: &str = "org.freedesktop.DBus";
        let reply = self.connection.call_method(
            Some(BUS),
            "/org/freedesktop/DBus",
            Some(BUS),
            method,
            body,
        );
        reply
            .expect("the bus answers")
            .body()
            .deserialize()
            .expect("the bus answers as specified")
    }

    fn wait_for(&self, what: &str, ready: impl Fn() -> bool) {
        let since = Instant::now();
        while !ready() {
            let log = || fs::read_to_string(self.home.join("keyring.log")).unwrap_or_default();
            assert!(
                since.elapsed() < PATIENCE,
                "waited in vain for {what}: {}",
                log()
            );
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for KeyringSession {
    fn drop(&mut self) {
        self.stop_keyring();
        self.stop_bus();
    }
}

fn new_directory() -> TempDir {
    tempfile::Builder::new()
        .prefix("patwarden-")
        .tempdir()
        .expect("a directory can be made")
}

fn end(child: Option<Child>) {
    if let Some(mut child) = child {
        let _ = child.kill();
        let _ = child.wait();
    }
}
