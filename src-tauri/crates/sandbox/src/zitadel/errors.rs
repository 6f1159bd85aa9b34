//! What the server says when it refuses. The id tells errors apart, though not always alone; the text
//! is translated by management v1 only.

/// A gRPC status with its spellings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    InvalidArgument,
    NotFound,
    AlreadyExists,
    PermissionDenied,
    ResourceExhausted,
    FailedPrecondition,
    Unimplemented,
    Internal,
    Unavailable,
    Unauthenticated,
}

impl Code {
    /// Number, HTTP status, and the word of the Connect protocol.
    fn spellings(self) -> (u8, u16, &'static str) {
        match self {
            Self::InvalidArgument => (3, 400, "invalid_argument"),
            Self::NotFound => (5, 404, "not_found"),
            Self::AlreadyExists => (6, 409, "already_exists"),
            Self::PermissionDenied => (7, 403, "permission_denied"),
            Self::ResourceExhausted => (8, 429, "resource_exhausted"),
            // Not 412, neither on the gateway nor over Connect (contracts 01, 04).
            Self::FailedPrecondition => (9, 400, "failed_precondition"),
            Self::Unimplemented => (12, 405, "unimplemented"),
            Self::Internal => (13, 500, "internal"),
            Self::Unavailable => (14, 503, "unavailable"),
            Self::Unauthenticated => (16, 401, "unauthenticated"),
        }
    }

    pub(crate) fn number(self) -> u8 {
        self.spellings().0
    }

    pub(crate) fn status(self) -> u16 {
        self.spellings().1
    }

    pub(crate) fn word(self) -> &'static str {
        self.spellings().2
    }
}

/// A refusal with an id.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) code: Code,
    pub(crate) id: &'static str,
    pub(crate) text: &'static str,
    pub(crate) german: Option<&'static str>,
}

/// Why a call has no answer.
#[derive(Debug)]
pub(crate) enum Problem {
    Refused(&'static Refusal),
    /// Said without an id: by validation, by the door, by the search for the instance.
    Said(Code, String),
    /// The gateway does not reach the service.
    Unreached(String),
    /// An error of `OpenID` Connect: its word, and what it says.
    OAuth(&'static str, &'static str),
    /// The request could not be read; the gateway says so itself.
    Undecodable(String),
}

impl From<&'static Refusal> for Problem {
    fn from(refusal: &'static Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Problem {
    /// What validation says of a field.
    pub(crate) fn invalid(field: &str, reason: &str) -> Self {
        Self::Said(Code::InvalidArgument, format!("invalid {field}: {reason}"))
    }
}

const fn refusal(code: Code, id: &'static str, text: &'static str) -> Refusal {
    Refusal {
        code,
        id,
        text,
        german: None,
    }
}

const fn translated(
    code: Code,
    id: &'static str,
    text: &'static str,
    german: &'static str,
) -> Refusal {
    Refusal {
        code,
        id,
        text,
        german: Some(german),
    }
}

const NO_USER: &str = "User could not be found";
const NO_USER_GERMAN: &str = "Benutzer konnte nicht gefunden werden";
const NO_MATCH: &str = "No matching permissions found";

macro_rules! refusals {
    ($($name:ident = $value:expr;)*) => {
        $(pub(crate) static $name: Refusal = $value;)*
    };
}

refusals! {
    BAD_HEADER = refusal(Code::Unauthenticated, "AUTH-toLo1", "invalid auth header");
    BAD_TOKEN = refusal(Code::Unauthenticated, "AUTH-7fs1e", "Errors.Token.Invalid");
    NO_ORGANIZATION =
        refusal(Code::PermissionDenied, "AUTH-Bs7Ds", "Organisation doesn't exist");
    NO_MEMBERSHIP = refusal(Code::NotFound, "AUTHZ-cdgFk", "membership not found");
    NO_PERMISSION_V1 = refusal(Code::PermissionDenied, "AUTH-5mWD2", NO_MATCH);
    NO_PERMISSION_V2 = refusal(Code::PermissionDenied, "AUTH-AWfge", NO_MATCH);
    QUOTA = refusal(Code::ResourceExhausted, "QUOTA-vjAy8", "Quota.Access.Exhausted");
    BLOCKED =
        refusal(Code::ResourceExhausted, "LIMITS-molsj", "Errors.Limits.Instance.Blocked");
    EXPIRED_BEFORE_NOW =
        refusal(Code::InvalidArgument, "DOMAIN-dv3t5", "Errors.AuthNKey.ExpireBeforeNow");
    OWNER_NOT_FOUND =
        translated(Code::FailedPrecondition, "COMMAND-Dggw2", NO_USER, NO_USER_GERMAN);
    OWNER_IS_HUMAN =
        refusal(Code::FailedPrecondition, "COMMAND-Df2f1", "Not allowed for this user type");
    TOKEN_NOT_FOUND =
        refusal(Code::NotFound, "COMMAND-4m77G", "Personal Access Token not found");
    TOKEN_NOT_READ =
        refusal(Code::NotFound, "QUERY-fRunu", "Errors.PersonalAccessToken.NotFound");
    OWNER_UNKNOWN = refusal(Code::NotFound, "COMMAND-4g3xq", "Errors.NotFound");
    LIMIT_EXCEEDED = refusal(Code::InvalidArgument, "QUERY-4M0fs", "Limit exceeded");
    QUERY_FAILED = refusal(Code::Internal, "QUERY-Bmz63", "An internal error occurred");
    USER_ELSEWHERE = translated(Code::NotFound, "MANAG-fpo4B", NO_USER, NO_USER_GERMAN);
    USER_NOT_REMOVED_V1 = translated(Code::NotFound, "COMMAND-m9od", NO_USER, NO_USER_GERMAN);
    USER_NOT_REMOVED_V2 = refusal(Code::NotFound, "COMMAND-bd4ir1mblj", NO_USER);
    USER_NOT_CHANGED = translated(Code::NotFound, "COMMAND-3M9ds", NO_USER, NO_USER_GERMAN);
    USER_WITHOUT_METADATA =
        translated(Code::FailedPrecondition, "COMMAND-uXHNj", NO_USER, NO_USER_GERMAN);
    USER_ID_TAKEN =
        refusal(Code::FailedPrecondition, "COMMAND-k2una", "Errors.User.AlreadyExisting");
    USER_NAME_TAKEN =
        translated(Code::AlreadyExists, "V3-DKcYh", "User already exists", "Benutzer existiert bereits");
    NOTHING_CHANGED =
        refusal(Code::FailedPrecondition, "COMMAND-2n8vs", "Errors.User.NotChanged");
    ALREADY_INACTIVE =
        refusal(Code::FailedPrecondition, "COMMAND-5M0sf", "User already inactive");
    NOT_INACTIVE = refusal(Code::FailedPrecondition, "COMMAND-6M0sf", "User is not inactive");
    NOT_LOCKABLE =
        refusal(Code::FailedPrecondition, "COMMAND-3NN8v", "Errors.User.ShouldBeActiveOrInitial");
    NOT_LOCKED = refusal(Code::FailedPrecondition, "COMMAND-4M0ds", "Errors.User.NotLocked");
    NO_METADATA = refusal(Code::FailedPrecondition, "META-9mm2d", "Metadata list is empty");
    ORGANIZATION_NAME_TAKEN =
        refusal(Code::AlreadyExists, "V3-DKcYh", "Organisation's name or id already taken");
    MEMBER_INVALID = refusal(Code::InvalidArgument, "Org-4N8es", "Errors.Org.MemberInvalid");
    MEMBER_UNKNOWN =
        translated(Code::FailedPrecondition, "ORG-GoXOn", NO_USER, NO_USER_GERMAN);
    MEMBER_EXISTS =
        refusal(Code::AlreadyExists, "ORG-poWwe", "Errors.Org.Member.AlreadyExists");
    MEMBER_CHANGE_INVALID =
        refusal(Code::InvalidArgument, "IAM-m9fG8", "Errors.Org.MemberInvalid");
    MEMBER_NOT_FOUND = refusal(Code::NotFound, "Org-D8JxR", "Errors.NotFound");
    MEMBER_UNCHANGED =
        refusal(Code::FailedPrecondition, "Org-LiaZi", "Errors.Org.Member.RolesNotChanged");
    INSTANCE_MEMBER_INVALID =
        refusal(Code::InvalidArgument, "INSTANCE-4m0fS", "Member is invalid");
    INSTANCE_MEMBER_UNKNOWN =
        translated(Code::FailedPrecondition, "INSTA-GSXOn", NO_USER, NO_USER_GERMAN);
    INSTANCE_MEMBER_EXISTS =
        refusal(Code::AlreadyExists, "INSTA-pFDwe", "Errors.Instance.Member.AlreadyExists");
    USER_NOT_READ = translated(Code::NotFound, "QUERY-Dfbg2", NO_USER, NO_USER_GERMAN);
}
