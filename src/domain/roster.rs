//! Who stands for a function, and which of them is asked.

use super::hours::Zone;
use super::ids::UserId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A person or group as the configuration names them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// A Slack user id.
    User(UserId),
    /// A user group's handle, without `@`.
    Group(String),
    /// An e-mail address; needs the optional scope `users:read.email`.
    Email(String),
}

/// The people of one function.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Staffing {
    pub people: Vec<Who>,
    pub backups: Vec<Who>,
    pub leads: Vec<Who>,
}

/// In which capacity somebody is asked. The order is the order of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Member,
    Backup,
    Lead,
    /// Named by somebody who was asked.
    Delegate,
}

impl Role {
    /// Returns whom to try after this one.
    pub fn next(self) -> Option<Role> {
        match self {
            Role::Member | Role::Delegate => Some(Role::Backup),
            Role::Backup => Some(Role::Lead),
            Role::Lead => None,
        }
    }
}

/// Somebody who could be asked, with what was known of them when they were looked up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub user: UserId,
    pub zone: Zone,
    /// When they were last asked anything.
    pub last_asked: Option<Timestamp>,
    /// Why they cannot be asked, if so.
    pub excused: Option<Excuse>,
}

/// Why somebody is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Excuse {
    /// They asked not to be asked.
    Muted,
    /// They are away.
    Away,
    /// They have had this week's asks.
    Capped,
    /// They do not belong to the workspace: Slack Connect, deactivated, or a bot.
    Outsider,
    /// They cannot see the channel the decision belongs to.
    CannotSee,
    /// A message to them was refused.
    Refused,
    /// They decide.
    Decides,
}

/// Picks whom to ask: able, not tried before, at work soonest, least recently asked.
///
/// `opens` tells when a candidate's next working moment is.
pub fn pick<'a>(
    candidates: &'a [Candidate],
    tried: &[UserId],
    opens: impl Fn(&Candidate) -> Timestamp,
) -> Option<&'a Candidate> {
    candidates
        .iter()
        .filter(|one| one.excused.is_none() && !tried.contains(&one.user))
        .min_by_key(|one| (opens(one), one.last_asked, one.user.clone()))
}

/// Returns why nobody could be asked: the most human of the reasons, `None` where nobody is mapped.
pub fn why_nobody(candidates: &[Candidate]) -> Option<Excuse> {
    candidates.iter().filter_map(|one| one.excused).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(user: &str, last_asked: Option<i64>, excused: Option<Excuse>) -> Candidate {
        Candidate {
            user: user.into(),
            zone: Zone::default(),
            last_asked: last_asked.map(|second| Timestamp::from_second(second).expect("in range")),
            excused,
        }
    }

    #[test]
    fn the_one_who_was_not_asked_for_longest_is_asked() {
        let two = [candidate("U1", Some(50), None), candidate("U2", Some(10), None)];
        let opens = |_: &Candidate| Timestamp::UNIX_EPOCH;
        assert_eq!(pick(&two, &[], opens).map(|one| one.user.as_str()), Some("U2"));
        assert_eq!(pick(&two, &["U2".into()], opens).map(|one| one.user.as_str()), Some("U1"));
    }

    #[test]
    fn somebody_muted_is_never_picked_and_is_the_reason() {
        let muted = [candidate("U1", None, Some(Excuse::Muted))];
        assert_eq!(pick(&muted, &[], |_| Timestamp::UNIX_EPOCH), None);
        assert_eq!(why_nobody(&muted), Some(Excuse::Muted));
    }
}
