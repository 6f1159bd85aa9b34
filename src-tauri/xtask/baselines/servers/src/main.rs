//! `servers list|create URL`: does it once behind a proxy that notes every request, then says
//! `{"requests":…,"rows":…}` and waits. Each line `ours` on its input is answered with the
//! milliseconds it takes, each line `baseline` with those of the same requests made by hand. The first
//! line of its input is the token to sign in with.

mod create;
mod list;
mod proxy;
mod requests;

use std::io::{BufRead, Write, stdin, stdout};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use patwarden_core::secret::SignInSecret;
use serde_json::json;

/// The kind of server that is measured.
const PROVIDER: patwarden_core::account::ProviderId =
    patwarden_core::account::ProviderId::new("zitadel");

/// Something that can be done by us and by hand.
enum Subject {
    List(list::List),
    Create(Box<create::Create>),
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().context("what?")?;
    let url = arguments.next().context("where?")?;
    let mut lines = stdin().lock().lines();
    let secret = SignInSecret::new(lines.next().context("no token to sign in with")??);
    let mut subject = match what.as_str() {
        "list" => Subject::List(list::List::prepare(&url, &secret).await?),
        "create" => Subject::Create(Box::new(create::Create::prepare(&url, secret).await?)),
        other => bail!("nothing here is called {other}"),
    };
    let (requests, rows) = match &subject {
        Subject::List(list) => (list.by_hand.len(), list.rows),
        Subject::Create(create) => (create.by_hand.len(), 1),
    };
    say(&json!({ "requests": requests, "rows": rows }))?;
    for line in lines {
        let ours = match line?.as_str() {
            "ours" => true,
            "baseline" => false,
            other => bail!("nothing can be {other}"),
        };
        let since = Instant::now();
        match &mut subject {
            Subject::List(list) if ours => list.ours().await?,
            Subject::List(list) => list.by_hand.send().await?,
            Subject::Create(create) if ours => create.ours().await?,
            Subject::Create(create) => create.baseline().await?,
        }
        say(&json!(since.elapsed().as_secs_f64() * 1000.0))?;
    }
    Ok(())
}

fn say(value: &serde_json::Value) -> Result<()> {
    let mut stdout = stdout().lock();
    writeln!(stdout, "{value}")?;
    Ok(stdout.flush()?)
}
