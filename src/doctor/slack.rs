//! (coming)
use super::Finding;
use crate::clock::Clock;
use crate::config::Config;
pub(super) async fn examine(_: &Config, _: &Clock) -> Vec<Finding> {
    vec![]
}
