//! The secret in every log line, error, view, `Debug` and file: nowhere.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use patwarden_core::activity::Action;
use patwarden_core::owner::OwnerState;
use patwarden_core::ports::Journal;
use patwarden_core::token::RecordId;
use patwarden_core::{CoreError, ErrorCode};
use patwarden_testkit::fakes::{Call, Fault, PASSWORD, PutFault};

use crate::world::{
    ALIAS, NAME, Process, ROBOT, World, error, sign_in, sign_in_with, wish, wish_of,
};

/// Every value of the fake server and the password begin with it.
const SENTINEL: &str = "SENTINEL";

/// What was said anywhere.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Heard {
    fn hear(&mut self, text: impl AsRef<str>) {
        self.write_all(text.as_ref().as_bytes()).unwrap();
    }

    fn error(&mut self, error: &CoreError) {
        let flat = patwarden_core::view::IpcError::from(error.clone());
        self.hear(format!(
            "{error} {error:?} {}",
            serde_json::to_string(&flat).unwrap()
        ));
    }

    async fn views(&mut self, process: &Process) {
        let snapshot = process.use_cases.snapshot(false).await.unwrap();
        self.hear(serde_json::to_string(&snapshot).unwrap());
        self.hear(format!("{snapshot:?} {:?}", process.use_cases));
        self.hear(format!("{:?}", process.use_cases.accounts().await.unwrap()));
        let store = process.use_cases.store_report().await;
        self.hear(serde_json::to_string(&store).unwrap());
        for row in &snapshot.tokens {
            let record = RecordId(row.token.id.clone());
            let activity = process.use_cases.token_activity(&record).await.unwrap();
            self.hear(serde_json::to_string(&activity).unwrap());
            self.hear(format!(
                "{:?}",
                process.use_cases.token(&record).await.unwrap()
            ));
        }
    }
}

#[tokio::test]
async fn a_secret_is_seen_nowhere_but_where_it_was_asked_for() {
    let mut heard = Heard::default();
    let writer = heard.clone();
    let log = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _logging = tracing::subscriber::set_default(log);
    tracing::info!("the log is heard");

    let world = World::new();
    let process = world.process().await;
    heard.hear(format!("{:?} {:?}", sign_in(), wish(NAME)));
    world
        .server
        .fail_next(Call::WhoAmI, Fault::Before(error(ErrorCode::SignInRefused)));
    heard.error(&process.use_cases.connect(sign_in()).await.unwrap_err());
    heard.hear(format!(
        "{:?}",
        process.use_cases.connect(sign_in()).await.unwrap()
    ));

    let record = process.made(NAME).await;
    heard.views(&process).await;
    let secret = process
        .use_cases
        .hand_over(&record, Action::Revealed)
        .await
        .unwrap();
    heard.hear(format!("{secret:?}"));
    // EXPOSE: proves that the value would be recognised.
    assert!(secret.expose_secret().contains(SENTINEL) && PASSWORD.contains(SENTINEL));

    world.vault.fail_next_put(PutFault::Refused);
    let created = process.create("unsaved").await.unwrap();
    heard.hear(format!(
        "{created:?} {}",
        serde_json::to_string(&created).unwrap()
    ));
    heard.views(&process).await;
    for fault in [
        Fault::Before(error(ErrorCode::Rejected)),
        Fault::After(error(ErrorCode::AnswerLost)),
    ] {
        world.server.fail_next(Call::Create, fault);
        heard.error(&process.create("refused").await.unwrap_err());
    }
    world.server.set_down(Some(error(ErrorCode::TimedOut)));
    process.use_cases.refresh(None).await.unwrap();
    process.use_cases.revoke_abandoned().await;
    heard.views(&process).await;
    heard.error(&process.use_cases.disconnect(ALIAS, true).await.unwrap_err());
    world.heal();
    process.use_cases.begin_delete(&record, true).await.unwrap();
    process.use_cases.finish_delete(&record).await.unwrap();
    heard.views(&process).await;

    let said = String::from_utf8(heard.0.lock().unwrap().clone()).unwrap();
    assert!(said.contains("the log is heard") && said.contains(NAME));
    assert!(!said.contains(SENTINEL), "said: {said}");
    assert_absent_from_files(world.folder.path());
}

#[tokio::test]
async fn a_secret_of_a_service_user_is_seen_nowhere_either() {
    let mut heard = Heard::default();
    let writer = heard.clone();
    let log = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _logging = tracing::subscriber::set_default(log);
    tracing::info!("the log is heard");

    let (world, process) = World::of_service_users().await;
    let token = world.server.administrators_token();
    heard.hear(format!(
        "{:?} {:?}",
        sign_in_with(ALIAS, &token),
        wish_of(ROBOT)
    ));
    let again = sign_in_with(ALIAS, &token);
    heard.error(&process.use_cases.connect(again).await.unwrap_err());

    let record = process.made_for_robot().await;
    assert!(
        world
            .server
            .tokens()
            .iter()
            .all(|(_, value)| value.contains(SENTINEL))
    );
    world.server.set_owner_state(ROBOT, OwnerState::Deactivated);
    process.refreshed().await;
    heard.hear(format!("{:?}", process.use_cases.prove(&record).await));
    heard.views(&process).await;
    world.server.set_owner_state(ROBOT, OwnerState::Hidden);
    process.refreshed().await;
    heard.views(&process).await;

    world.vault.fail_next_put(PutFault::Refused);
    let created = process.use_cases.create(&wish_of(ROBOT)).await.unwrap_err();
    heard.error(&created);
    world.server.set_owner_state(ROBOT, OwnerState::Active);
    process.refreshed().await;
    let created = process.use_cases.create(&wish_of(ROBOT)).await.unwrap();
    heard.hear(format!(
        "{created:?} {}",
        serde_json::to_string(&created).unwrap()
    ));
    for entry in process.database.open_entries().await.unwrap() {
        heard.hear(format!("{entry:?}"));
    }
    heard.views(&process).await;
    for fault in [
        Fault::Before(error(ErrorCode::Forbidden)),
        Fault::After(error(ErrorCode::AnswerLost)),
    ] {
        world.server.fail_next(Call::Create, fault);
        heard.error(&process.use_cases.create(&wish_of(ROBOT)).await.unwrap_err());
    }
    // The account's own token ends its life: the causes are explained, the value is not.
    world.server.reject(&token);
    process.refreshed().await;
    heard.views(&process).await;
    process.use_cases.revoke_abandoned().await;
    heard.hear(format!("{:?}", world.vault));

    let said = String::from_utf8(heard.0.lock().unwrap().clone()).unwrap();
    assert!(said.contains("the log is heard") && said.contains("robot"));
    assert!(!said.contains(SENTINEL), "said: {said}");
    assert_absent_from_files(world.folder.path());
}

/// The database with its log, and whatever else lies in the folder.
pub(crate) fn assert_absent_from_files(folder: &Path) {
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let found = bytes
            .windows(SENTINEL.len())
            .any(|window| window == SENTINEL.as_bytes());
        assert!(!found, "a secret is in {}", path.display());
        seen += bytes.len();
    }
    assert!(seen > 0, "there was something to look at");
}
