//! What a test does on a machine that lacks something it needs.

use std::io::Write;

/// Says in one line what is left out, and why; where everything has to be there, fails instead.
///
/// The line goes past the test runner's own capture, so that it is seen when the test passes.
pub fn left_out(what: &str) {
    let required = std::env::var_os("SOUNDINGS_WITNESSES").is_some_and(|value| value == "required");
    assert!(!required, "cannot be left out here: {what}");
    // Where nobody listens there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "left out: {what}");
}
