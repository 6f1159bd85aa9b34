//! `patw connect`.

use std::fs;
use std::process::ExitCode;

use patwarden_core::account::{ProviderKind, SignInMethod};
use patwarden_core::view::{ConnectRequest, DiscoverRequest};
use patwarden_core::{CoreError, ErrorCode};
use patwarden_runtime::Runtime;

use super::accounts::account_json;
use crate::arguments::{ConnectArguments, Method, Provider};
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
    let server = DiscoverRequest {
        url: asked.url,
        extra_ca,
        allow_plain_http: asked.allow_http,
    };
    let found = runtime.use_cases.discover(&server).await?;
    if asked
        .provider
        .is_some_and(|provider| kind(provider) != found.provider)
    {
        return Err(CoreError::new(
            ErrorCode::WrongProduct,
            format!(
                "this is a {} server, not the kind you named",
                found.provider
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
        session_only: false,
    };
    let account = runtime.use_cases.connect(request).await?;
    let view = runtime.use_cases.account_view(&account);
    if asked.format.json {
        output::json(&account_json(&view));
    } else {
        output::line(&format!(
            "connected to {} as {}; the account is called \"{}\" and its credential is in {}",
            view.url,
            output::plain(&view.subject),
            view.alias,
            runtime.store_name
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn kind(provider: Provider) -> ProviderKind {
    match provider {
        Provider::Digitalhub => ProviderKind::DigitalHub,
    }
}

fn sign_in(method: Method) -> SignInMethod {
    match method {
        Method::Basic => SignInMethod::Basic,
        Method::Pat => SignInMethod::Pat,
        Method::AccessToken => SignInMethod::AccessToken,
    }
}
