//! One machine with a server to talk to: what survives a process, and processes to lose.

use std::future::Future;
use std::sync::Arc;

use chrono::Duration;
use patwarden_core::account::SignInMethod;
use patwarden_core::activity::Action;
use patwarden_core::ports::{Journal, Patience, SecretKey, StoreState};
use patwarden_core::secret::SignInSecret;
use patwarden_core::token::{Ends, RecordId};
use patwarden_core::view::{
    ConnectRequest, CreateRequest, Created, CustodyState, DiscoverRequest, ExpiryWish, TokenRow,
    UnsavedView,
};
use patwarden_core::{CoreError, ErrorCode, Ports, UseCases};
use patwarden_index::Database;
use patwarden_testkit::fakes::{FakeServer, FakeVault, PASSWORD, SetClock, Tape, USER};

use crate::watched::Watched;

pub(crate) const ALIAS: &str = "hub";
pub(crate) const NAME: &str = "ci-deploy";
/// A service user of a server that has such.
pub(crate) const ROBOT: &str = "u-robot";
/// Another one there.
pub(crate) const OTHER: &str = "u-other";

/// Files, server, keychain and time.
pub(crate) struct World {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) server: FakeServer,
    pub(crate) vault: FakeVault,
}

/// One process of ours. Dropping it is SIGKILL: nothing is finished, the kernel lets its lock go.
pub(crate) struct Process {
    pub(crate) use_cases: UseCases,
    pub(crate) tape: Tape,
    pub(crate) database: Database,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::around(FakeServer::new)
    }

    fn around(server: impl FnOnce(Arc<SetClock>) -> FakeServer) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let private = std::fs::Permissions::from_mode(0o700);
        let clock = Arc::new(SetClock::default());
        Self {
            folder: tempfile::Builder::new()
                .permissions(private)
                .tempdir()
                .unwrap(),
            server: server(Arc::clone(&clock)),
            vault: FakeVault::default(),
            clock,
        }
    }

    /// A world with a signed-in account, and the process that did it.
    pub(crate) async fn connected() -> (Self, Process) {
        let world = Self::new();
        let process = world.process().await;
        process.use_cases.connect(sign_in()).await.unwrap();
        process.tape.rewind();
        (world, process)
    }

    /// A world whose server has service users, and a process that signed in as its administrator.
    pub(crate) async fn of_service_users() -> (Self, Process) {
        Self::of_owners(&[(ROBOT, "robot", "o-1"), (OTHER, "other", "o-1")]).await
    }

    /// The same with these owners: id, name, organization.
    pub(crate) async fn of_owners(owners: &[(&str, &str, &str)]) -> (Self, Process) {
        let world = Self::around(|clock| FakeServer::of_service_users(clock, owners));
        let process = world.process().await;
        let request = sign_in_with(ALIAS, &world.server.administrators_token());
        process.use_cases.connect(request).await.unwrap();
        process.tape.rewind();
        (world, process)
    }

    /// An account of this owner too, signed in with a token that was made elsewhere; that token's
    /// server id.
    pub(crate) async fn also_signed_in(
        &self,
        process: &Process,
        owner: &str,
        ends: &Ends,
    ) -> String {
        let id = self.server.make_for(owner, ends).0;
        let request = sign_in_with(owner, &self.value_of(&id).unwrap());
        process.use_cases.connect(request).await.unwrap();
        id
    }

    /// Another process, for which nobody answers a prompt.
    pub(crate) async fn process(&self) -> Process {
        let tape = Tape::default();
        let database = Database::open(self.folder.path()).await.unwrap().database;
        let watched = Arc::new(Watched {
            database: database.clone(),
            tape: tape.clone(),
            clock: Arc::clone(&self.clock),
        });
        let use_cases = UseCases::new(Ports {
            servers: Arc::new(self.server.for_process(&tape)),
            vault: Arc::new(self.vault.for_process(&tape)),
            index: Arc::clone(&watched) as _,
            journal: watched,
            clock: Arc::clone(&self.clock) as _,
            when_asked: Patience::Asked,
        });
        Process {
            use_cases,
            tape,
            database,
        }
    }

    /// Longer than any request, and than any lag, takes.
    pub(crate) fn wait_long(&self) {
        self.clock.advance(Duration::minutes(10));
    }

    /// What a new process shows once it has asked.
    pub(crate) async fn shown_after_restart(&self) -> Vec<TokenRow> {
        self.process().await.refreshed().await
    }

    /// The value the server gave the token of this id.
    pub(crate) fn value_of(&self, server_id: &str) -> Option<String> {
        let tokens = self.server.tokens().into_iter();
        let mut fitting = tokens.filter(|(remote, _)| remote.id.0 == server_id);
        fitting.next().map(|(_, value)| value)
    }

    /// Everything is well again.
    pub(crate) fn heal(&self) {
        self.server.heal();
        self.vault.clear_faults();
        self.vault.set(StoreState::Available);
        self.vault.arrive();
    }
}

impl Process {
    pub(crate) async fn create(&self, name: &str) -> Result<Created, CoreError> {
        self.use_cases.create(&wish(name)).await
    }

    /// Makes a token with nothing in the way.
    pub(crate) async fn made(&self, name: &str) -> RecordId {
        match self.create(name).await.unwrap() {
            Created::Saved { token } => RecordId(token.id),
            Created::Unsaved { unsaved } => panic!("not stored: {unsaved:?}"),
        }
    }

    /// Makes a token that ends up in memory only.
    pub(crate) async fn unsaved(&self, name: &str) -> (RecordId, UnsavedView) {
        match self.create(name).await.unwrap() {
            Created::Saved { token } => panic!("stored: {token:?}"),
            Created::Unsaved { unsaved } => (RecordId(unsaved.id.clone()), *unsaved),
        }
    }

    /// Makes a token of the robot that never ends, with nothing in the way.
    pub(crate) async fn made_for_robot(&self) -> RecordId {
        match self.use_cases.create(&wish_of(ROBOT)).await.unwrap() {
            Created::Saved { token } => RecordId(token.id),
            Created::Unsaved { unsaved } => panic!("not stored: {unsaved:?}"),
        }
    }

    /// What is shown of this owner's tokens.
    pub(crate) async fn rows_of(&self, owner: &str) -> Vec<TokenRow> {
        let mut rows = self.rows().await;
        rows.retain(|row| row.token.owner.id == owner);
        rows
    }

    pub(crate) async fn refreshed_of(&self, owner: &str) -> Vec<TokenRow> {
        self.use_cases.refresh(None).await.unwrap();
        self.rows_of(owner).await
    }

    pub(crate) async fn only_row_of(&self, owner: &str) -> TokenRow {
        let mut rows = self.rows_of(owner).await;
        assert_eq!(rows.len(), 1, "{rows:#?}");
        rows.remove(0)
    }

    pub(crate) async fn rows(&self) -> Vec<TokenRow> {
        self.use_cases.snapshot(false).await.unwrap().tokens
    }

    pub(crate) async fn refreshed(&self) -> Vec<TokenRow> {
        self.use_cases.refresh(None).await.unwrap();
        self.rows().await
    }

    pub(crate) async fn only_row(&self) -> TokenRow {
        let mut rows = self.rows().await;
        assert_eq!(rows.len(), 1, "{rows:#?}");
        rows.remove(0)
    }

    /// The value of a token, revealed.
    pub(crate) async fn revealed(&self, record: &RecordId) -> Result<String, CoreError> {
        let secret = self.use_cases.hand_over(record, Action::Revealed).await?;
        self.use_cases.mark_handed(record).await;
        // EXPOSE: the test compares it with what the server gave.
        Ok(secret.expose_secret().to_owned())
    }

    /// Runs `act` and kills this process after so many moments; the result if it was faster.
    pub(crate) async fn killed_after<T>(
        self,
        moments: usize,
        act: impl AsyncFnOnce(&Process) -> T,
    ) -> Option<T> {
        self.tape.stop_after(moments);
        finished(&self.tape, act(&self)).await
    }

    pub(crate) async fn open_changes(&self) -> usize {
        self.database.open_entries().await.unwrap().len()
    }

    pub(crate) async fn actions(&self, record: &RecordId) -> Vec<Action> {
        let lines = self.use_cases.token_activity(record).await.unwrap();
        lines.into_iter().rev().map(|line| line.action).collect()
    }
}

/// What `act` gives, unless its process stops before.
pub(crate) async fn finished<T>(tape: &Tape, act: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        done = act => Some(done),
        () = tape.stopped() => None,
    }
}

pub(crate) fn error(code: ErrorCode) -> CoreError {
    CoreError::new(code, format!("scripted: {code:?}"))
}

pub(crate) fn sign_in() -> ConnectRequest {
    ConnectRequest {
        server: DiscoverRequest {
            url: "https://hub.example.org".into(),
            extra_ca: None,
            allow_plain_http: false,
        },
        alias: Some(ALIAS.into()),
        method: SignInMethod::Basic,
        username: Some(USER.into()),
        secret: SignInSecret::new(PASSWORD),
        interface: None,
        session_only: false,
    }
}

/// Signing in with a token, under this alias.
pub(crate) fn sign_in_with(alias: &str, token: &str) -> ConnectRequest {
    ConnectRequest {
        alias: Some(alias.into()),
        method: SignInMethod::Pat,
        username: None,
        secret: SignInSecret::new(token),
        ..sign_in()
    }
}

/// A token of this owner that never ends.
pub(crate) fn wish_of(owner: &str) -> CreateRequest {
    CreateRequest {
        owner: Some(owner.into()),
        expires: Some(ExpiryWish::Never),
        scopes: Vec::new(),
        ..wish(NAME)
    }
}

pub(crate) fn wish(name: &str) -> CreateRequest {
    CreateRequest {
        account: ALIAS.into(),
        name: name.into(),
        scopes: vec!["openid".into()],
        owner: None,
        expires: None,
        without_store: false,
    }
}

pub(crate) fn custody(row: &TokenRow) -> CustodyState {
    row.token.custody.state
}

/// The records whose secret the keychain has.
pub(crate) fn kept_records(vault: &FakeVault) -> Vec<RecordId> {
    let secrets = vault.token_secrets().into_iter();
    secrets
        .map(|(key, _)| match key {
            SecretKey::Token(_, record) => record,
            SecretKey::Credential(_) => unreachable!("only those of tokens were asked for"),
        })
        .collect()
}
