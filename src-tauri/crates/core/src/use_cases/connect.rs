//! Signing in to a server. Nothing is written before the server has accepted it.

use super::{UseCases, lock};
use crate::account::{Account, AccountId, Address, Alias, PlainHttp, SignInMethod};
use crate::activity::Action;
use crate::error::{CoreError, ErrorCode, Field, Result};
use crate::ports::{
    Credential, Discovery, Patience, SecretAttributes, SecretKey, ServerAddress, TokenProvider,
};
use crate::secret::{SignInSecret, StoredSecret};
use crate::token::Owner;
use crate::view::{ConnectRequest, DiscoverRequest, DiscoveryView};

impl UseCases {
    /// Asks a server what it is, without any credential.
    pub async fn discover(&self, request: &DiscoverRequest) -> Result<DiscoveryView> {
        let server = parse_server(request)?;
        let found = self.ports.servers.discover(&server).await?;
        let suggested = self.free_alias(&Alias::suggest(&found.address)).await?;
        Ok(DiscoveryView {
            product: self.ports.servers.capabilities(&found.provider).product,
            url: found.address.to_string(),
            version: found.version,
            methods: found.methods,
            clock_skew_seconds: found.clock_skew_seconds,
            encrypted: found.address.url().scheme() == "https",
            suggested_alias: suggested.to_string(),
        })
    }

    /// Signs in and keeps the account: the credential in the keychain, the rest in the database. An
    /// account that waits for a new sign-in gets it; one that works is `AlreadyConnected`.
    pub async fn connect(&self, request: ConnectRequest) -> Result<Account> {
        let server = parse_server(&request.server)?;
        let username = parse_username(&request)?;
        let secret = clean_secret(request.method, &request.secret)?;
        let wanted_alias = request
            .alias
            .as_deref()
            .filter(|alias| !alias.is_empty())
            .map(str::parse::<Alias>)
            .transpose()?;

        let found = self.ports.servers.discover(&server).await?;
        refuse_unoffered(&found, request.method)?;
        let server = ServerAddress {
            address: found.address.clone(),
            ..server
        };
        let interface = self.offered_interface(&found.provider, request.interface.as_deref())?;
        let credential = Credential {
            provider: &found.provider,
            server: &server,
            method: request.method,
            username: username.as_deref(),
            secret: &secret,
            interface: interface.as_deref(),
            pinned: interface.is_some(),
        };
        let mut connection = self.ports.servers.open(&credential)?;
        let subject = signed_in(&*connection, interface.is_some()).await?;

        let accounts = self.accounts().await?;
        let known = accounts.iter().find(|account| {
            account.provider == found.provider
                && account.address == found.address
                && account.subject.id == subject.id
        });
        if let Some(known) = known.filter(|account| !account.needs_sign_in()) {
            return Err(CoreError::new(
                ErrorCode::AlreadyConnected,
                format!(
                    "{} is already connected to this server as \"{}\"",
                    subject.name, known.alias
                ),
            ));
        }
        let alias = match (known, wanted_alias) {
            // Its references stay what they are.
            (Some(known), _) => known.alias.clone(),
            (None, Some(alias)) if accounts.iter().any(|account| account.alias == alias) => {
                return Err(alias_taken(&alias));
            }
            (None, Some(alias)) => alias,
            (None, None) => self.free_alias(&Alias::suggest(&found.address)).await?,
        };
        let pinned_before = known
            .filter(|known| interface.is_none() && known.interface_pinned)
            .and_then(|known| known.interface.clone());
        if let Some(pinned) = &pinned_before {
            // Signing in anew is no word about that.
            connection = self.ports.servers.open(&Credential {
                interface: Some(pinned),
                pinned: true,
                ..credential
            })?;
        }
        let interface = interface.clone().or(pinned_before);
        let mut account = Account {
            id: known.map_or_else(AccountId::mint, |account| account.id.clone()),
            alias,
            provider: found.provider,
            address: found.address,
            subject,
            method: request.method,
            username,
            extra_ca: server.extra_ca,
            plain_http_agreed: server.plain_http_agreed
                && server.address.plain_http() == PlainHttp::Private,
            session_only: request.session_only,
            interface_pinned: interface.is_some(),
            interface: interface.or_else(|| connection.interface()),
            server_version: found.version,
            clock_skew_seconds: found.clock_skew_seconds,
            refreshed_at: known.and_then(|account| account.refreshed_at),
            trouble: None,
        };
        let kept = match known {
            None if !request.session_only => self.kept_secrets(&account, &accounts).await?,
            _ => None,
        };
        if let Some(kept) = &kept {
            account.id = kept.account.clone();
        }
        self.keep(&account, &secret, known.is_none()).await?;
        if let Some(kept) = kept {
            self.list_again(&account, kept).await?;
        }
        lock(&self.memory.connections).insert(account.id.clone(), (account.clone(), connection));
        self.note(Action::Connected, &account.id, None, account.alias.as_str())
            .await;
        self.refresh_account(&account).await?;
        self.account_by_id(&account.id).await
    }

    /// Credential first: an account without one would be a promise nobody can keep.
    async fn keep(&self, account: &Account, secret: &SignInSecret, is_new: bool) -> Result<()> {
        let key = SecretKey::Credential(account.id.clone());
        if account.session_only {
            lock(&self.memory.session_credentials).insert(account.id.clone(), secret.clone());
            if !is_new {
                // What was kept before is of no use any more.
                let _ = self.ports.vault.remove(&key, Patience::Quiet).await;
            }
        } else {
            let attributes = credential_attributes(account);
            let stored = StoredSecret::from(secret);
            self.ports
                .vault
                .put(&key, &attributes, &stored, self.ports.when_asked)
                .await?;
            lock(&self.memory.session_credentials).remove(&account.id);
        }
        let saved = self.ports.index.save_account(account).await;
        if saved.is_err() && is_new && !account.session_only {
            let _ = self.ports.vault.remove(&key, self.ports.when_asked).await;
        }
        saved
    }

    async fn free_alias(&self, wanted: &Alias) -> Result<Alias> {
        let accounts = self.accounts().await?;
        let taken = |alias: &Alias| accounts.iter().any(|account| account.alias == *alias);
        let mut number = 1;
        let mut alias = wanted.clone();
        while taken(&alias) {
            number += 1;
            alias = wanted.numbered(number);
        }
        Ok(alias)
    }
}

/// Who the server says we are. Signing in may go without the interface that all else shall go through:
/// one that is pinned has to be there too.
async fn signed_in(connection: &dyn TokenProvider, pinned: bool) -> Result<Owner> {
    let subject = connection.who_am_i().await?.owner;
    if pinned
        && let Err(error) = connection.list_of(&subject).await
        && error.code == ErrorCode::InterfaceMissing
    {
        return Err(error);
    }
    Ok(subject)
}

pub(super) fn credential_attributes(account: &Account) -> SecretAttributes {
    SecretAttributes {
        url: account.address.to_string(),
        provider: provider_text(account),
        subject: account.subject.id.clone(),
        owner: account.subject.id.clone(),
        name: account.alias.to_string(),
        server_id: None,
    }
}

/// The provider as it stands in attributes.
pub(super) fn provider_text(account: &Account) -> String {
    account.provider.to_string()
}

fn alias_taken(alias: &Alias) -> CoreError {
    CoreError {
        field: Some(Field::Alias),
        ..CoreError::new(
            ErrorCode::AliasTaken,
            format!("another account is called \"{alias}\" already"),
        )
    }
}

fn parse_server(request: &DiscoverRequest) -> Result<ServerAddress> {
    // It would be kept in the database, where nothing secret may be.
    if let Some(pem) = &request.extra_ca
        && pem.contains("PRIVATE KEY")
    {
        return Err(CoreError::invalid(
            Field::ExtraCa,
            "there is a private key in this file; choose one that holds certificates only",
        ));
    }
    Ok(ServerAddress {
        address: request.url.parse::<Address>()?,
        extra_ca: request
            .extra_ca
            .clone()
            .filter(|pem| !pem.trim().is_empty()),
        plain_http_agreed: request.allow_plain_http,
    })
}

fn parse_username(request: &ConnectRequest) -> Result<Option<String>> {
    let username = request
        .username
        .as_deref()
        .map(str::trim)
        .filter(|name| !name.is_empty());
    match (request.method, username) {
        (SignInMethod::Basic, None) => {
            Err(CoreError::invalid(Field::Username, "enter the user name"))
        }
        // RFC 7617: the first colon ends the user name.
        (SignInMethod::Basic, Some(name)) if name.contains(':') => Err(CoreError::invalid(
            Field::Username,
            "a user name cannot contain a colon",
        )),
        (SignInMethod::Basic, Some(name)) => Ok(Some(name.to_owned())),
        (SignInMethod::Pat | SignInMethod::AccessToken, _) => Ok(None),
    }
}

/// Takes what came along when a token was pasted off it: white space and a `Bearer ` prefix.
fn clean_secret(method: SignInMethod, secret: &SignInSecret) -> Result<SignInSecret> {
    // EXPOSE: it must be looked at to be cleaned.
    let value = secret.expose_secret();
    if method == SignInMethod::Basic {
        return if value.is_empty() {
            Err(CoreError::invalid(Field::Secret, "enter the password"))
        } else {
            Ok(secret.clone())
        };
    }
    let trimmed = value.trim();
    let (scheme, rest) = trimmed
        .split_once(char::is_whitespace)
        .unwrap_or((trimmed, ""));
    let bare = if scheme.eq_ignore_ascii_case("bearer") {
        rest.trim()
    } else {
        trimmed
    };
    if bare.is_empty() {
        return Err(CoreError::invalid(Field::Secret, "paste the token"));
    }
    if bare
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || !c.is_ascii())
    {
        return Err(CoreError::invalid(
            Field::Secret,
            "this is not one token: it has spaces or special characters inside",
        ));
    }
    Ok(SignInSecret::new(bare))
}

fn refuse_unoffered(found: &Discovery, method: SignInMethod) -> Result<()> {
    if found.methods.contains(&method) {
        Ok(())
    } else {
        Err(CoreError::new(
            ErrorCode::SignInRefused,
            "this server does not offer that way to sign in; choose another",
        ))
    }
}
