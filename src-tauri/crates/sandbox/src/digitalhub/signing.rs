//! Access tokens: JWT signed with RS256, by a key that lives as long as the server runs.

use std::sync::OnceLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::world::{Identity, USERNAME, random_value};

/// Life of an access token in seconds: eight hours.
pub(crate) const LIFETIME: i64 = 28_800;
/// How long after its end it is still taken, in seconds.
const TOLERANCE: i64 = 60;

/// Made when first needed: most sandboxes never are asked for an access token, and a key takes its
/// time.
#[derive(Debug)]
pub(crate) struct SigningKey {
    id: String,
    /// Empty if the system has no randomness to give.
    pair: OnceLock<Option<RsaKeyPair>>,
}

/// The claims of an access token.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AccessToken {
    sub: String,
    aud: String,
    iss: String,
    preferred_username: String,
    exp: i64,
    iat: i64,
    jti: String,
    authorities: Vec<String>,
    client_id: String,
    dh_projects: String,
}

impl AccessToken {
    pub(crate) fn for_identity(identity: &Identity, issuer: &str, now: DateTime<Utc>) -> Self {
        Self {
            sub: identity.name.clone(),
            aud: "dhcore".to_owned(),
            iss: issuer.to_owned(),
            preferred_username: identity.name.clone(),
            exp: now.timestamp() + LIFETIME,
            iat: now.timestamp(),
            jti: random_value(),
            authorities: identity.authorities.clone(),
            client_id: USERNAME.to_owned(),
            dh_projects: String::new(),
        }
    }

    pub(crate) fn signing_input(&self, header: &Value) -> String {
        let claims = serde_json::to_vec(self).unwrap_or_default();
        format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims)
        )
    }
}

impl SigningKey {
    pub(crate) fn new() -> Self {
        Self {
            id: uuid::Uuid::new_v4().to_string(),
            pair: OnceLock::new(),
        }
    }

    fn pair(&self) -> Option<&RsaKeyPair> {
        self.pair
            .get_or_init(|| RsaKeyPair::generate(KeySize::Rsa2048).ok())
            .as_ref()
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn modulus(&self) -> String {
        self.pair()
            .map(|pair| {
                URL_SAFE_NO_PAD.encode(
                    pair.public_key()
                        .modulus()
                        .big_endian_without_leading_zero(),
                )
            })
            .unwrap_or_default()
    }

    /// The key set of `/auth/jwks`.
    pub(crate) fn published(&self) -> Value {
        json!({"keys": [{
            "kty": "RSA", "e": "AQAB", "use": "sig", "kid": self.id, "alg": "RS256", "n": self.modulus(),
        }]})
    }

    pub(crate) fn sign(&self, token: &AccessToken) -> String {
        let input = token.signing_input(&json!({"kid": self.id, "alg": "RS256"}));
        let mut signature = Vec::new();
        if let Some(pair) = self.pair() {
            signature.resize(pair.public_modulus_len(), 0);
            // Signing fails only with a wrong key or a wrong length, and both are ours.
            let _ = pair.sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                input.as_bytes(),
                &mut signature,
            );
        }
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Who the access token is for, or why it is refused, in the server's words.
    pub(crate) fn verify(&self, text: &str, now: DateTime<Utc>) -> Result<Identity, String> {
        let reject = |why: &str| {
            Err(format!(
                "An error occurred while attempting to decode the Jwt: {why}"
            ))
        };
        let Some((header, claims, signature, input)) = parts(text) else {
            return reject("Malformed token");
        };
        match header["alg"].as_str() {
            Some("RS256") => {}
            Some(other) => return Err(format!("Unsupported algorithm of {other}")),
            None => return reject("Malformed token"),
        }
        let is_ours = self.pair().is_some_and(|pair| {
            UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key())
                .verify(input.as_bytes(), &signature)
                .is_ok()
        });
        if !is_ours {
            return reject("Signed JWT rejected: Invalid signature");
        }
        let Ok(token) = serde_json::from_value::<AccessToken>(claims) else {
            return reject("Malformed token");
        };
        if now.timestamp() > token.exp + TOLERANCE {
            let ended = DateTime::from_timestamp(token.exp, 0).unwrap_or(now);
            let ended = ended.to_rfc3339_opts(SecondsFormat::Secs, true);
            return reject(&format!("Jwt expired at {ended}"));
        }
        Ok(Identity {
            name: token.sub,
            authorities: token.authorities,
        })
    }
}

/// Header, claims, signature and what was signed.
fn parts(text: &str) -> Option<(Value, Value, Vec<u8>, &str)> {
    let (input, signature) = text.rsplit_once('.')?;
    let (header, claims) = input.split_once('.')?;
    let json = |part: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
        serde_json::from_slice::<Value>(&bytes).ok()
    };
    Some((
        json(header)?,
        json(claims)?,
        URL_SAFE_NO_PAD.decode(signature).ok()?,
        input,
    ))
}
