//! Accessibility: axe-core in the real window.

use std::fs;

use serde_json::Value;

use crate::programs;
use crate::window::Window;

/// Runs axe-core over what is shown now. Nothing serious or critical may be found.
pub(crate) fn check(window: &Window<'_>, view: &str) {
    let path = programs::root().join("ui/node_modules/axe-core/axe.min.js");
    let source = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; npm ci in ui", path.display()));
    let body = format!(
        "const done = arguments[arguments.length - 1];
         if (!window.axe) {{ {source} }}
         (window.axe ?? axe).run(document, {{ resultTypes: ['violations'] }}).then(
           ({{ violations, passes }}) => done({{ passed: passes.length, found: violations.map((rule) => ({{
             rule: rule.id, impact: rule.impact, where: rule.nodes.map((node) => node.html + ' ' + node.failureSummary) }})) }}),
           (reason) => done({{ failed: String(reason) }}));"
    );
    let answer = window.script_later(&body, &[]);
    assert!(
        answer["passed"].as_u64().is_some_and(|passed| passed > 5),
        "axe-core looked at {view}: {answer}"
    );
    let grave: Vec<&Value> = answer["found"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|rule| rule["impact"] == "serious" || rule["impact"] == "critical")
        .collect();
    assert!(grave.is_empty(), "{view}: {grave:#?}");
}
