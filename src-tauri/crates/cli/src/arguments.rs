//! What can be written on the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "patw",
    version,
    about = "Personal access tokens of ZITADEL and DigitalHub, with their secrets in the OS keychain",
    disable_help_subcommand = true
)]
pub(crate) struct Arguments {
    /// Use the sandbox's accounts instead of your own.
    #[arg(long, global = true)]
    pub(crate) sandbox: bool,
    /// Print the HTTP exchanges, without secrets, to stderr.
    #[arg(long, global = true)]
    pub(crate) trace: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Sign in to a server; the password or token is read from stdin or asked for.
    Connect(ConnectArguments),
    /// List the connected accounts.
    Accounts {
        #[command(flatten)]
        format: Format,
    },
    /// Disconnect an account; nothing changes on its server.
    Disconnect {
        /// Alias of the account.
        alias: String,
        /// Remove the secrets of its tokens from the keychain too.
        #[arg(long)]
        forget_secrets: bool,
        #[command(flatten)]
        format: Format,
    },
    /// List tokens, soonest expiry first.
    List(ListArguments),
    /// Show everything about one token except its secret.
    Show {
        /// alias/name or alias/id.
        token: String,
        #[command(flatten)]
        freshness: Freshness,
        #[command(flatten)]
        format: Format,
    },
    /// List who can own tokens.
    Owners {
        /// Only this account.
        #[arg(long)]
        account: Option<String>,
        #[command(flatten)]
        freshness: Freshness,
        #[command(flatten)]
        format: Format,
    },
    /// Make a token; its secret goes into the keychain.
    Create(CreateArguments),
    /// Revoke tokens on their server and remove their secrets here.
    Delete {
        /// alias/name or alias/id.
        #[arg(required = true)]
        tokens: Vec<String>,
        /// Do not ask, also about a token that is signed in with or never ends.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        format: Format,
    },
    /// Print the secret of a token on stdout, for a program.
    Token {
        /// alias/name or alias/id.
        token: String,
        /// Print it to a terminal too.
        #[arg(long)]
        force: bool,
    },
    /// The built-in stand-in for the servers.
    Sandbox {
        #[command(subcommand)]
        command: SandboxCommand,
    },
}

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Format {
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct Freshness {
    /// Read what is known here, ask no server.
    #[arg(long, conflicts_with = "refresh")]
    pub(crate) cached: bool,
    /// Ask the servers even if they were asked a moment ago.
    #[arg(long)]
    pub(crate) refresh: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ConnectArguments {
    /// Address of the server.
    pub(crate) url: String,
    /// What to call the account: a-z, 0-9 and -.
    #[arg(long)]
    pub(crate) alias: Option<String>,
    /// Kind of server, such as zitadel; found out when absent.
    #[arg(long)]
    pub(crate) provider: Option<String>,
    /// How to sign in; basic when a user name is given, else pat.
    #[arg(long, value_enum)]
    pub(crate) method: Option<Method>,
    /// User name, for basic.
    #[arg(long)]
    pub(crate) username: Option<String>,
    /// Certificates of a private authority, PEM.
    #[arg(long, value_name = "FILE")]
    pub(crate) extra_ca: Option<std::path::PathBuf>,
    /// Agree to unencrypted http to a private address.
    #[arg(long)]
    pub(crate) allow_http: bool,
    /// Speak this interface of the server only: connect, v2 or v1 on ZITADEL.
    #[arg(long)]
    pub(crate) interface: Option<String>,
    #[command(flatten)]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Method {
    Basic,
    Pat,
    AccessToken,
}

#[derive(Args, Debug)]
pub(crate) struct ListArguments {
    /// Only this account.
    #[arg(long)]
    pub(crate) account: Option<String>,
    /// Only this owner, by name or id.
    #[arg(long)]
    pub(crate) owner: Option<String>,
    /// Only this status.
    #[arg(long, value_parser = ["active", "expiring", "expired", "refused", "revoked", "unknown"])]
    pub(crate) status: Option<String>,
    /// Only this custody.
    #[arg(long, value_parser = ["held", "elsewhere", "orphaned", "lost"])]
    pub(crate) custody: Option<String>,
    #[command(flatten)]
    pub(crate) freshness: Freshness,
    #[command(flatten)]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct CreateArguments {
    /// Alias of the account.
    #[arg(long)]
    pub(crate) account: String,
    /// Owner, by id or by a name that only one has; needed where an account manages several.
    #[arg(long)]
    pub(crate) owner: Option<String>,
    /// Name of the token.
    #[arg(long)]
    pub(crate) name: String,
    /// When it ends, where the server lets one choose: 90d (the default), 2027-02-20 or never.
    #[arg(long)]
    pub(crate) expires: Option<String>,
    /// A scope; repeat for more.
    #[arg(long = "scope")]
    pub(crate) scopes: Vec<String>,
    #[command(flatten)]
    pub(crate) format: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    /// Serve until interrupted; the first line says where.
    Serve(ServeArguments),
}

#[derive(Args, Debug)]
pub(crate) struct ServeArguments {
    /// Where to listen; loopback only. Port 0 takes free ones, or those remembered in --state; with
    /// another, and both platforms, ZITADEL takes the port above.
    #[arg(long, default_value = "127.0.0.1:0")]
    pub(crate) listen: String,
    /// Serve one of the platforms only: zitadel or digitalhub.
    #[arg(long)]
    pub(crate) only: Option<String>,
    /// Interfaces to ZITADEL's tokens that are switched on.
    #[arg(long, value_delimiter = ',', default_value = "connect,v2,v1")]
    pub(crate) api: Vec<String>,
    /// World to begin with: demo, empty, fleet:<users>x<tokens> or contract:<file stem>.
    #[arg(long, default_value = "demo")]
    pub(crate) seed: String,
    /// Pretend it is this moment at the start, RFC 3339.
    #[arg(long)]
    pub(crate) now: Option<String>,
    /// How long a change takes to reach the lists, in milliseconds.
    #[arg(long, default_value_t = 0)]
    pub(crate) lag: u64,
    /// Folder that keeps the state between runs: hashes of tokens, no values.
    #[arg(long)]
    pub(crate) state: Option<std::path::PathBuf>,
    /// End when stdin is closed: for a program that started us and may be killed.
    #[arg(long, hide = true)]
    pub(crate) with_parent: bool,
}
