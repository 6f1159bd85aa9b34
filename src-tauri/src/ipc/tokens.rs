//! Tokens: making and deleting them.

use std::sync::Arc;

use patwarden_core::token::RecordId;
use patwarden_core::view::{ActivityView, CreateRequest, Created, HoldView};
use patwarden_core::{CoreError, Deletion};

use super::{Answer, AppState};
use crate::app::App;

#[tauri::command]
pub(super) async fn create_token(app: AppState<'_>, request: CreateRequest) -> Answer<Created> {
    Ok(app.runtime()?.use_cases.create(&request).await?)
}

#[tauri::command]
pub(super) async fn store_unsaved(app: AppState<'_>, id: String) -> Answer<Created> {
    let stored = app
        .runtime()?
        .use_cases
        .store_unsaved(&RecordId(id))
        .await?;
    if matches!(stored, Created::Saved { .. }) {
        app.begin_to_clear();
    }
    Ok(stored)
}

#[tauri::command]
pub(super) async fn settle_unsaved(app: AppState<'_>, id: String) -> Answer<()> {
    app.runtime()?
        .use_cases
        .settle_unsaved(&RecordId(id))
        .await?;
    app.begin_to_clear();
    Ok(())
}

#[tauri::command]
pub(super) async fn revoke_unsaved(app: AppState<'_>, id: String) -> Answer<()> {
    app.runtime()?
        .use_cases
        .revoke_unsaved(&RecordId(id))
        .await?;
    app.begin_to_clear();
    Ok(())
}

#[tauri::command]
pub(super) async fn delete_token(app: AppState<'_>, id: String, at_once: bool) -> Answer<HoldView> {
    let use_cases = &app.runtime()?.use_cases;
    let deletion = use_cases.begin_delete(&RecordId(id), at_once).await?;
    let view = HoldView {
        id: deletion.record.to_string(),
        until: deletion.due,
    };
    if at_once {
        use_cases.finish_delete(&deletion.record).await?;
    } else {
        tauri::async_runtime::spawn(carry_out(Arc::clone(&app), deletion));
    }
    Ok(view)
}

/// Waits for the end of a hold. What fails then is shown as an interrupted deletion.
async fn carry_out(app: Arc<App>, deletion: Deletion) {
    let wait = (deletion.due - chrono::Utc::now())
        .to_std()
        .unwrap_or_default();
    tokio::time::sleep(wait).await;
    let Ok(runtime) = app.runtime() else { return };
    if let Err(error) = runtime.use_cases.finish_delete(&deletion.record).await {
        log_failed(&error);
    }
}

fn log_failed(error: &CoreError) {
    tracing::warn!(code = ?error.code, "a deletion was not carried out");
}

#[tauri::command]
pub(super) async fn undo_delete(app: AppState<'_>, id: String) -> Answer<()> {
    Ok(app.runtime()?.use_cases.undo_delete(&RecordId(id)).await?)
}

#[tauri::command]
pub(super) async fn decide_interrupted(
    app: AppState<'_>,
    id: String,
    delete_now: bool,
) -> Answer<()> {
    Ok(app
        .runtime()?
        .use_cases
        .decide_interrupted(&RecordId(id), delete_now)
        .await?)
}

#[tauri::command]
pub(super) async fn prove_token(app: AppState<'_>, id: String) -> Answer<bool> {
    Ok(app.runtime()?.use_cases.prove(&RecordId(id)).await?)
}

#[tauri::command]
pub(super) async fn token_activity(app: AppState<'_>, id: String) -> Answer<Vec<ActivityView>> {
    Ok(app
        .runtime()?
        .use_cases
        .token_activity(&RecordId(id))
        .await?)
}
