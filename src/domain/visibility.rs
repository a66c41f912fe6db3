//! Who may see what: one function for every path.
//!
//! A decision has its source channel's audience, judged against the channel's present state. Whatever
//! is not known counts as not allowed.

use super::ids::UserId;
use std::collections::BTreeSet;

/// What is known of a channel at this moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelFacts {
    pub name: String,
    pub is_private: bool,
    /// A group conversation or direct conversation; its audience is its members.
    pub is_direct: bool,
    /// Shared with another organisation.
    pub is_shared: bool,
    pub is_archived: bool,
    /// Everybody in it; only looked up where it matters.
    pub members: BTreeSet<UserId>,
}

/// What is known of a person at this moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonFacts {
    pub name: String,
    /// The IANA zone Slack reports.
    pub zone: super::hours::Zone,
    pub is_bot: bool,
    pub is_deactivated: bool,
    /// Belongs to another organisation (Slack Connect).
    pub is_stranger: bool,
    /// A guest, who sees only the channels they are in.
    pub is_guest: bool,
}

impl PersonFacts {
    /// Returns whether this is somebody of the workspace whom the bot may address at all.
    pub fn is_colleague(&self) -> bool {
        !self.is_bot && !self.is_deactivated && !self.is_stranger
    }
}

/// Returns whether a person may see a decision of a channel, its title included.
pub fn can_see(
    viewer: &UserId,
    person: Option<&PersonFacts>,
    channel: Option<&ChannelFacts>,
) -> bool {
    let (Some(person), Some(channel)) = (person, channel) else { return false };
    if !person.is_colleague() {
        return false;
    }
    let open = !channel.is_private && !channel.is_direct && !person.is_guest;
    open || channel.members.contains(viewer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(person: PersonFacts, channel: ChannelFacts, expected: bool) {
        assert_eq!(can_see(&"U1".into(), Some(&person), Some(&channel)), expected);
    }

    fn private(members: &[&str]) -> ChannelFacts {
        let members = members.iter().map(|user| UserId::from(*user)).collect();
        ChannelFacts { is_private: true, members, ..ChannelFacts::default() }
    }

    #[test]
    fn a_public_channel_is_seen_by_every_colleague_but_guests_outside_it() {
        check(PersonFacts::default(), ChannelFacts::default(), true);
        check(PersonFacts { is_guest: true, ..Default::default() }, ChannelFacts::default(), false);
        check(
            PersonFacts { is_stranger: true, ..Default::default() },
            ChannelFacts::default(),
            false,
        );
    }

    #[test]
    fn a_private_channel_is_seen_by_its_members_alone() {
        check(PersonFacts::default(), private(&["U1"]), true);
        check(PersonFacts::default(), private(&["U2"]), false);
        check(PersonFacts { is_deactivated: true, ..Default::default() }, private(&["U1"]), false);
    }

    #[test]
    fn what_is_not_known_is_not_shown() {
        assert!(!can_see(&"U1".into(), None, Some(&ChannelFacts::default())));
        assert!(!can_see(&"U1".into(), Some(&PersonFacts::default()), None));
    }
}
