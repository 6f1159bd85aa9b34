//! `patw connect`.

use std::fs;
use std::process::ExitCode;

use patwarden_core::account::SignInMethod;
use patwarden_core::capabilities::Owners;
use patwarden_core::view::{AccountView, ConnectRequest, DiscoverRequest, DiscoveryView};
use patwarden_core::{CoreError, ErrorCode};
use patwarden_runtime::Runtime;

use super::accounts::account_json;
use crate::arguments::{ConnectArguments, Method};
use crate::exit::Failure;
use crate::{output, terminal};

pub(crate) async fn run(runtime: &Runtime, asked: ConnectArguments) -> Result<ExitCode, Failure> {
    let extra_ca = asked
        .extra_ca
        .as_ref()
        .map(|path| {
            fs::read_to_string(path).map_err(|error| {
                Failure::usage(format!("{} cannot be read: {error}", path.display()))
            })
        })
        .transpose()?;
    if let Some(wanted) = asked.provider.as_deref() {
        refuse_unknown(runtime, wanted)?;
    }
    let server = DiscoverRequest {
        url: asked.url,
        extra_ca,
        allow_plain_http: asked.allow_http,
    };
    let found = runtime.use_cases.discover(&server).await?;
    if let Some(wanted) = asked.provider.as_deref()
        && wanted != found.product.id.as_str()
    {
        return Err(CoreError::new(
            ErrorCode::WrongProduct,
            format!(
                "this is a {} server, not the kind you named",
                found.product.name
            ),
        )
        .into());
    }
    let method = match (asked.method, &asked.username) {
        (Some(method), _) => sign_in(method),
        (None, Some(_)) => SignInMethod::Basic,
        (None, None) => SignInMethod::Pat,
    };
    let what = if method == SignInMethod::Basic {
        "Password"
    } else {
        "Token"
    };
    let secret = terminal::read_secret(&format!("{what} for {}: ", found.url))?;
    let request = ConnectRequest {
        server,
        alias: asked.alias,
        method,
        username: asked.username,
        secret,
        interface: asked.interface,
        session_only: false,
    };
    let account = runtime.use_cases.connect(request).await?;
    let view = runtime.use_cases.account_view(&account);
    if asked.format.json {
        output::json(&account_json(&view));
    } else {
        say_connected(runtime, &found, &view).await?;
    }
    if let Some(trouble) = &view.trouble {
        output::note(&format!(
            "signed in, but its tokens could not be listed: {}",
            trouble.message
        ));
    }
    Ok(ExitCode::SUCCESS)
}

async fn say_connected(
    runtime: &Runtime,
    found: &DiscoveryView,
    view: &AccountView,
) -> Result<(), Failure> {
    let version = found
        .version
        .as_ref()
        .map(|version| format!(" {}", output::plain(version)));
    let interface = output::interface(view).map(|name| format!(" over {name}"));
    output::line(&format!(
        "connected to {}{} at {}{} as {}; the account is called \"{}\" and its credential is in {}",
        found.product.name,
        version.unwrap_or_default(),
        view.url,
        interface.unwrap_or_default(),
        output::plain(&view.subject),
        view.alias,
        runtime.store_name
    ));
    let known = runtime
        .use_cases
        .snapshot(runtime.profile.is_sandbox())
        .await?;
    let tokens = known
        .tokens
        .iter()
        .filter(|row| row.token.account == view.alias);
    let owners = known.owners.iter().filter(|row| row.account == view.alias);
    output::line(&match view.capabilities.owners {
        Owners::SelfOnly => format!("tokens: {}", tokens.count()),
        Owners::ServiceUsers => {
            format!(
                "tokens: {}, service users: {}",
                tokens.count(),
                owners.count()
            )
        }
    });
    Ok(())
}

fn refuse_unknown(runtime: &Runtime, wanted: &str) -> Result<(), Failure> {
    let products = runtime.use_cases.products();
    if products.iter().any(|product| product.id.as_str() == wanted) {
        return Ok(());
    }
    let known: Vec<&str> = products.iter().map(|product| product.id.as_str()).collect();
    Err(Failure::usage(format!(
        "\"{wanted}\" is no kind of server; there are {}",
        known.join(", ")
    )))
}

fn sign_in(method: Method) -> SignInMethod {
    match method {
        Method::Basic => SignInMethod::Basic,
        Method::Pat => SignInMethod::Pat,
        Method::AccessToken => SignInMethod::AccessToken,
    }
}
