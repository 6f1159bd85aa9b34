//! `patw sandbox serve`.

use std::process::ExitCode;

use patwarden_sandbox::SandboxError;
use patwarden_sandbox::serve::{self, ServeOptions};

use crate::arguments::ServeArguments;
use crate::exit::{FAILED, Failure};

pub(crate) async fn serve(asked: ServeArguments) -> Result<ExitCode, Failure> {
    let options = ServeOptions {
        listen: asked.listen,
        only: asked.only,
        api: asked.api,
        seed: asked.seed,
        now: asked.now,
        lag: asked.lag,
        state: asked.state,
    };
    let with_parent = asked.with_parent;
    tokio::select! {
        served = serve::run(options) => served.map_err(failure)?,
        () = end_of_input(), if with_parent => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn failure(error: SandboxError) -> Failure {
    match error {
        SandboxError::Usage(message) => Failure::usage(message),
        other => Failure {
            status: FAILED,
            code: "sandbox".into(),
            message: other.to_string(),
        },
    }
}

/// Returns when the program that started us is gone, however it went: its end of our input closes.
async fn end_of_input() {
    let (gone, wait) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        let _ = gone.send(());
    });
    let _ = wait.await;
}
