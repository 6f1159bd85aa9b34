//! The secret is in the keychain and nowhere else; the trace shows the exchange without it.

use patwarden_testkit::zitadel_server::Api;

use super::world::{ROBOT, World};
use crate::sentinel::files_with;
use crate::world::NAME;

#[test]
fn no_file_log_trace_or_output_holds_a_token() {
    for (api, path) in [
        (
            Api::Connect,
            "/zitadel.user.v2.UserService/AddPersonalAccessToken",
        ),
        (Api::V2, "/pats"),
        (Api::V1, "/management/v1/users/"),
    ] {
        let world = World::connected_over(api);
        let create = [
            "--trace",
            "create",
            "--account",
            "prod",
            "--owner",
            ROBOT,
            "--name",
            NAME,
            "--json",
        ];
        let runs = [
            world.patw_with(("PATWARDEN_LOG", "trace"), &create),
            world.patw_with(
                ("PATWARDEN_LOG", "trace"),
                &["--trace", "list", "--refresh", "--json"],
            ),
            world.patw(&["show", "prod/ci-deploy", "--json"]),
        ];
        let secret = world.secret_of("prod/ci-deploy");
        assert_eq!(secret.len(), 71);
        for needle in [&secret, &world.server.admin] {
            assert_eq!(files_with(&world.data(), needle), Vec::<String>::new());
            for run in &runs {
                assert_eq!(run.code, Some(0), "{run:?}");
                assert!(!run.stdout.contains(needle) && !run.stderr.contains(needle));
            }
        }
        assert!(
            runs[0].stderr.contains(path),
            "the trace did show the request: {:?}",
            runs[0]
        );
    }
}
