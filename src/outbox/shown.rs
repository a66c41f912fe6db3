//! What our messages in Slack look like, as far as this process put it there.
//!
//! A burst of answers asks for as many edits of one card, and Slack takes fifty a minute. Each edit shows
//! the state of its moment, so those behind it mostly have nothing to add.

use crate::domain::ids::{ChannelId, MessageTs};
use crate::views::Rendered;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Remembers the last edit of each message, by its fingerprint.
#[derive(Debug, Default)]
pub(super) struct Shown {
    edits: Mutex<BTreeMap<(ChannelId, MessageTs), u64>>,
}

/// When there are more messages than this all are forgotten; they are edited once too often then.
const KEPT: usize = 10_000;

impl Shown {
    /// Tells whether a message already looks like this.
    pub(super) fn is(&self, channel: &ChannelId, ts: &MessageTs, rendered: &Rendered) -> bool {
        self.edits().get(&(channel.clone(), ts.clone())) == Some(&fingerprint(rendered))
    }

    /// An edit is on its way: until it is known to have arrived, the message may look either way.
    pub(super) fn begin(&self, channel: &ChannelId, ts: &MessageTs) {
        self.edits().remove(&(channel.clone(), ts.clone()));
    }

    /// An edit has arrived.
    pub(super) fn arrived(&self, channel: ChannelId, ts: MessageTs, rendered: &Rendered) {
        let mut edits = self.edits();
        if edits.len() >= KEPT {
            edits.clear();
        }
        edits.insert((channel, ts), fingerprint(rendered));
    }

    fn edits(&self) -> MutexGuard<'_, BTreeMap<(ChannelId, MessageTs), u64>> {
        self.edits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn fingerprint(rendered: &Rendered) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(rendered.text.as_bytes());
    hasher.write(serde_json::json!(rendered.blocks).to_string().as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_known_from_its_arrival_until_another_is_on_its_way() {
        let (shown, channel, ts) = (Shown::default(), "C1".into(), "1.2".into());
        let [first, second] =
            ["first", "second"].map(|text| Rendered { text: text.into(), blocks: Vec::new() });
        assert!(!shown.is(&channel, &ts, &first), "it was posted, and perhaps edited, by another");
        shown.arrived(channel.clone(), ts.clone(), &first);
        assert!(shown.is(&channel, &ts, &first));
        assert!(!shown.is(&channel, &ts, &second));
        assert!(!shown.is(&channel, &"1.3".into(), &first));
        shown.begin(&channel, &ts);
        assert!(!shown.is(&channel, &ts, &first), "it may look like the second by now");
    }
}
