//! The requests the server reads, as far as a client of this program sends them.

use super::protojson::{Field, Kind, Message};

const fn message(fields: &'static [Field]) -> Message {
    Message {
        fields,
        is_choice: false,
    }
}

const fn one_of(fields: &'static [Field]) -> Message {
    Message {
        fields,
        is_choice: true,
    }
}

/// The columns tokens can be sorted by, in the order of their numbers.
pub(crate) const TOKEN_COLUMNS: &[&str] = &[
    "PERSONAL_ACCESS_TOKEN_FIELD_NAME_UNSPECIFIED",
    "PERSONAL_ACCESS_TOKEN_FIELD_NAME_CREATED_DATE",
    "PERSONAL_ACCESS_TOKEN_FIELD_NAME_ID",
    "PERSONAL_ACCESS_TOKEN_FIELD_NAME_USER_ID",
    "PERSONAL_ACCESS_TOKEN_FIELD_NAME_ORGANIZATION_ID",
    "PERSONAL_ACCESS_TOKEN_FIELD_NAME_EXPIRATION_DATE",
];

pub(crate) const TIME_METHODS: &[&str] = &[
    "TIMESTAMP_FILTER_METHOD_EQUALS",
    "TIMESTAMP_FILTER_METHOD_AFTER",
    "TIMESTAMP_FILTER_METHOD_AFTER_OR_EQUALS",
    "TIMESTAMP_FILTER_METHOD_BEFORE",
    "TIMESTAMP_FILTER_METHOD_BEFORE_OR_EQUALS",
];

/// A call whose body says nothing.
pub(crate) static EMPTY: Message = message(&[]);

pub(crate) static ADD_TOKEN: Message = message(&[
    Field("userId", Kind::Text),
    Field("expirationDate", Kind::Moment),
]);

pub(crate) static REMOVE_TOKEN: Message =
    message(&[Field("userId", Kind::Text), Field("tokenId", Kind::Text)]);

static PAGE: Message = message(&[
    Field("offset", Kind::Number64),
    Field("limit", Kind::Number32),
    Field("asc", Kind::Flag),
]);

/// A list of management or auth v1 without filters.
pub(crate) static LIST: Message = message(&[Field("query", Kind::Message(&PAGE))]);

/// The state of a user, and of nothing else.
pub(crate) static USER: Message = message(&[Field("userId", Kind::Text)]);

pub(crate) static CREATE_V1: Message = message(&[
    Field("userId", Kind::Text),
    Field("userName", Kind::Text),
    Field("name", Kind::Text),
    Field("description", Kind::Text),
    Field("accessTokenType", Kind::Choice(TOKEN_TYPES)),
]);

pub(crate) static UPDATE_V1: Message = message(&[
    Field("userId", Kind::Text),
    Field("name", Kind::Text),
    Field("description", Kind::Text),
]);

static MACHINE: Message = message(&[
    Field("name", Kind::Text),
    Field("description", Kind::Text),
    Field("accessTokenType", Kind::Choice(TOKEN_TYPES)),
]);

pub(crate) static CREATE_V2: Message = message(&[
    Field("organizationId", Kind::Text),
    Field("userId", Kind::Text),
    Field("username", Kind::Text),
    Field("machine", Kind::Message(&MACHINE)),
]);

const TOKEN_TYPES: &[&str] = &["ACCESS_TOKEN_TYPE_BEARER", "ACCESS_TOKEN_TYPE_JWT"];

/// The columns users can be sorted by; all but the first two have no order here.
pub(crate) const USER_COLUMNS: &[&str] = &[
    "USER_FIELD_NAME_UNSPECIFIED",
    "USER_FIELD_NAME_USER_NAME",
    "USER_FIELD_NAME_FIRST_NAME",
    "USER_FIELD_NAME_LAST_NAME",
    "USER_FIELD_NAME_NICK_NAME",
    "USER_FIELD_NAME_DISPLAY_NAME",
    "USER_FIELD_NAME_EMAIL",
    "USER_FIELD_NAME_STATE",
    "USER_FIELD_NAME_TYPE",
    "USER_FIELD_NAME_CREATION_DATE",
];

const TEXT_METHODS: &[&str] = &[
    "TEXT_QUERY_METHOD_EQUALS",
    "TEXT_QUERY_METHOD_EQUALS_IGNORE_CASE",
    "TEXT_QUERY_METHOD_STARTS_WITH",
    "TEXT_QUERY_METHOD_STARTS_WITH_IGNORE_CASE",
    "TEXT_QUERY_METHOD_CONTAINS",
    "TEXT_QUERY_METHOD_CONTAINS_IGNORE_CASE",
    "TEXT_QUERY_METHOD_ENDS_WITH",
    "TEXT_QUERY_METHOD_ENDS_WITH_IGNORE_CASE",
];

const USER_STATES: &[&str] = &[
    "USER_STATE_UNSPECIFIED",
    "USER_STATE_ACTIVE",
    "USER_STATE_INACTIVE",
    "USER_STATE_DELETED",
    "USER_STATE_LOCKED",
    "USER_STATE_INITIAL",
];

const USER_TYPES: &[&str] = &["TYPE_UNSPECIFIED", "TYPE_HUMAN", "TYPE_MACHINE"];

static USER_NAME_QUERY: Message = message(&[
    Field("userName", Kind::Text),
    Field("method", Kind::Choice(TEXT_METHODS)),
]);
static LOGIN_NAME_QUERY: Message = message(&[
    Field("loginName", Kind::Text),
    Field("method", Kind::Choice(TEXT_METHODS)),
]);
static DISPLAY_NAME_QUERY: Message = message(&[
    Field("displayName", Kind::Text),
    Field("method", Kind::Choice(TEXT_METHODS)),
]);
static STATE_QUERY: Message = message(&[Field("state", Kind::Choice(USER_STATES))]);
static TYPE_QUERY: Message = message(&[Field("type", Kind::Choice(USER_TYPES))]);
static IDS_QUERY: Message = message(&[Field("userIds", Kind::Texts)]);
static ORGANIZATION_QUERY: Message = message(&[Field("organizationId", Kind::Text)]);
static SEVERAL: Message = message(&[Field("queries", Kind::Messages(&USER_QUERY))]);
static NEGATED: Message = message(&[Field("query", Kind::Message(&USER_QUERY))]);

static USER_QUERY: Message = one_of(&[
    Field("userNameQuery", Kind::Message(&USER_NAME_QUERY)),
    Field("loginNameQuery", Kind::Message(&LOGIN_NAME_QUERY)),
    Field("displayNameQuery", Kind::Message(&DISPLAY_NAME_QUERY)),
    Field("stateQuery", Kind::Message(&STATE_QUERY)),
    Field("typeQuery", Kind::Message(&TYPE_QUERY)),
    Field("inUserIdsQuery", Kind::Message(&IDS_QUERY)),
    Field("organizationIdQuery", Kind::Message(&ORGANIZATION_QUERY)),
    Field("orQuery", Kind::Message(&SEVERAL)),
    Field("andQuery", Kind::Message(&SEVERAL)),
    Field("notQuery", Kind::Message(&NEGATED)),
]);

pub(crate) static SEARCH_USERS: Message = message(&[
    Field("query", Kind::Message(&PAGE)),
    Field("sortingColumn", Kind::Choice(USER_COLUMNS)),
    Field("queries", Kind::Messages(&USER_QUERY)),
]);

static USER_ID_QUERY: Message = message(&[Field("userId", Kind::Text)]);
static PROJECT_ID_QUERY: Message = message(&[Field("projectId", Kind::Text)]);

static MEMBER_QUERY: Message = one_of(&[Field("userIdQuery", Kind::Message(&USER_ID_QUERY))]);

pub(crate) static SEARCH_MEMBERS: Message = message(&[
    Field("query", Kind::Message(&PAGE)),
    Field("queries", Kind::Messages(&MEMBER_QUERY)),
]);

/// A member to be, or one whose roles change.
pub(crate) static MEMBER: Message =
    message(&[Field("userId", Kind::Text), Field("roles", Kind::Texts)]);

static GRANT_QUERY: Message = one_of(&[
    Field("userIdQuery", Kind::Message(&USER_ID_QUERY)),
    Field("projectIdQuery", Kind::Message(&PROJECT_ID_QUERY)),
]);

pub(crate) static SEARCH_GRANTS: Message = message(&[
    Field("query", Kind::Message(&PAGE)),
    Field("queries", Kind::Messages(&GRANT_QUERY)),
]);

pub(crate) static CREATE_ORGANIZATION: Message = message(&[Field("name", Kind::Text)]);

const ORGANIZATION_COLUMNS: &[&str] = &[
    "ORGANIZATION_FIELD_NAME_UNSPECIFIED",
    "ORGANIZATION_FIELD_NAME_NAME",
    "ORGANIZATION_FIELD_NAME_CREATION_DATE",
];

static NAME_QUERY: Message = message(&[
    Field("name", Kind::Text),
    Field("method", Kind::Choice(TEXT_METHODS)),
]);
static DOMAIN_QUERY: Message = message(&[
    Field("domain", Kind::Text),
    Field("method", Kind::Choice(TEXT_METHODS)),
]);

static ORGANIZATION_SEARCH_QUERY: Message = one_of(&[
    Field("nameQuery", Kind::Message(&NAME_QUERY)),
    Field("domainQuery", Kind::Message(&DOMAIN_QUERY)),
    Field("idQuery", Kind::Message(&ID_FILTER)),
    Field("defaultQuery", Kind::Message(&EMPTY)),
]);

pub(crate) static SEARCH_ORGANIZATIONS: Message = message(&[
    Field("query", Kind::Message(&PAGE)),
    Field("sortingColumn", Kind::Choice(ORGANIZATION_COLUMNS)),
    Field("queries", Kind::Messages(&ORGANIZATION_SEARCH_QUERY)),
]);

static METADATUM: Message = message(&[Field("key", Kind::Text), Field("value", Kind::Bytes)]);

pub(crate) static SET_METADATA: Message = message(&[
    Field("userId", Kind::Text),
    Field("metadata", Kind::Messages(&METADATUM)),
]);

pub(crate) static SEARCH_METADATA: Message = message(&[
    Field("userId", Kind::Text),
    Field("pagination", Kind::Message(&PAGE)),
]);

static ID_FILTER: Message = message(&[Field("id", Kind::Text)]);

static TIME_FILTER: Message = message(&[
    Field("timestamp", Kind::Moment),
    Field("method", Kind::Choice(TIME_METHODS)),
]);

static TOKEN_FILTER: Message = one_of(&[
    Field("tokenIdFilter", Kind::Message(&ID_FILTER)),
    Field("userIdFilter", Kind::Message(&ID_FILTER)),
    Field("organizationIdFilter", Kind::Message(&ID_FILTER)),
    Field("createdDateFilter", Kind::Message(&TIME_FILTER)),
    Field("expirationDateFilter", Kind::Message(&TIME_FILTER)),
]);

pub(crate) static SEARCH_TOKENS: Message = message(&[
    Field("pagination", Kind::Message(&PAGE)),
    Field("sortingColumn", Kind::Choice(TOKEN_COLUMNS)),
    Field("filters", Kind::Messages(&TOKEN_FILTER)),
]);
