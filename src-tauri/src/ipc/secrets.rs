//! The two ways to a secret. `reveal_secret` is the only command that answers with one.

use std::time::Duration;

use patwarden_core::activity::Action;
use patwarden_core::token::RecordId;
use patwarden_core::view::CopiedView;

use super::{Answer, AppState};

#[tauri::command]
pub(super) async fn reveal_secret(app: AppState<'_>, id: String) -> Answer<String> {
    let use_cases = &app.runtime()?.use_cases;
    let record = RecordId(id);
    let secret = use_cases.hand_over(&record, Action::Revealed).await?;
    use_cases.mark_handed(&record).await;
    // EXPOSE: the user asked to see it; the page masks it again and forgets it.
    Ok(secret.expose_secret().to_owned())
}

#[tauri::command]
pub(super) async fn copy_secret(app: AppState<'_>, id: String) -> Answer<CopiedView> {
    let runtime = app.runtime()?;
    let seconds = runtime.settings.get().clipboard_seconds;
    let record = RecordId(id);
    let secret = runtime.use_cases.hand_over(&record, Action::Copied).await?;
    // Where nobody else has it, it is not taken away before the user says that he does.
    let waits = runtime.use_cases.is_unsaved(&record);
    let clear_after = (!waits).then(|| Duration::from_secs(seconds.into()));
    let clears = app.clipboard.copy(secret, clear_after)?;
    runtime.use_cases.mark_handed(&record).await;
    Ok(match (clears, waits) {
        (false, _) => CopiedView::Stays,
        (true, true) => CopiedView::Waits,
        (true, false) => CopiedView::Clears { seconds },
    })
}

#[tauri::command]
pub(super) async fn clear_clipboard(app: AppState<'_>) -> Answer<()> {
    app.clipboard.clear();
    Ok(())
}
