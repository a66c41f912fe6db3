//! Meaning to Block Kit and fallback text: every sentence the bot can say.
//!
//! Pure. A view is rendered from state at the moment of sending. Mentions and channel links are left to
//! Slack (`<@U…>`, `<#C…>`), dates to the reader's own zone (`<!date^…>`).

pub mod controls;

use crate::domain::policy::Policy;
use jiff::Timestamp;
use slack_morphism::prelude::SlackBlock;

/// A message as Slack takes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    /// Complete by itself: what screen readers and notifications read. At most 4,000 characters.
    pub text: String,
    pub blocks: Vec<SlackBlock>,
}

/// What every view may look at.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub policy: &'a Policy,
    pub now: Timestamp,
}
