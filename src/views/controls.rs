//! Buttons and forms, and what they mean when they come back.

use crate::domain::event::Draft;
use crate::domain::ids::{ChannelId, DecisionId, FunctionId, MessageTs};
use crate::domain::reply::{Form, Press};

/// A button, as meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
    /// Concerns a decision.
    Decision { decision: DecisionId, press: Press },
    /// "Mute": no more asks for this person.
    Mute,
    /// One of several asks that a direct message could answer.
    DmMeant { ts: MessageTs, decision: DecisionId, function: FunctionId },
    /// On the quiet suggestion: gather perspectives at once, …
    Gather { channel: ChannelId, ts: MessageTs },
    /// … open the form first, …
    EditFirst { channel: ChannelId, ts: MessageTs },
    /// … or leave it: no decision.
    NotADecision { channel: ChannelId, ts: MessageTs },
    /// Opens the empty form *Ask for perspectives* (offered where a form came too late, and in help).
    Propose,
    /// A link; nothing to do.
    Link,
}

/// A form that was submitted.
#[derive(Clone, Debug, PartialEq)]
pub enum Submission {
    /// Concerns a decision.
    Decision { decision: DecisionId, form: Form },
    /// *Ask for perspectives*; what is missing in it is empty here and refused by whoever handles it.
    Propose(Box<Draft>),
}
