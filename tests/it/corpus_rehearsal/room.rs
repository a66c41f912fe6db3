//! What the bot made of what was said, beyond who was heard: read from what people saw of it.

use serde_json::Value;
use soundings::rehearsal::workspace::Call;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};

/// Figures, and nothing of what people said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// In how many digests all reasons are of one side.
    one_sided: usize,
    /// In how many pairs of views the digest finds that they may pull apart.
    pulling: usize,
    /// How many people were offered to say what is behind a plain no.
    plain_nos: usize,
    /// How many people were asked whether their view looks after this.
    cares: BTreeMap<String, usize>,
}

impl Room {
    /// Looks at the closing digest and at what was sent to people.
    pub fn seen(digest: Option<&str>, calls: &[Call]) -> Self {
        let digest = digest.unwrap_or_default();
        let mut asked: BTreeSet<(String, String)> = BTreeSet::new();
        let mut offered: BTreeSet<String> = BTreeSet::new();
        for call in calls {
            let (to, said) = (whom(&call.args), call.args.to_string());
            asked.extend(care(&said).map(|care| (to.clone(), care)));
            offered.extend(said.contains("say-more").then_some(to));
        }
        let mut cares: BTreeMap<String, usize> = BTreeMap::new();
        asked.into_iter().for_each(|(_, care)| *cares.entry(care).or_default() += 1);
        let below = digest.lines().skip_while(|line| *line != "*Where two views may pull apart*");
        let pulling = below.skip(1).take_while(|line| line.starts_with("• ")).count();
        let one_sided = usize::from(digest.contains("One-sided so far"));
        Self { one_sided, pulling, plain_nos: offered.len(), cares }
    }

    /// Adds the figures of another conversation.
    pub fn add(&mut self, other: &Self) {
        self.one_sided += other.one_sided;
        self.pulling += other.pulling;
        self.plain_nos += other.plain_nos;
        for (care, count) in &other.cares {
            *self.cares.entry(care.clone()).or_default() += count;
        }
    }
}

impl Display for Room {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { one_sided, pulling, plain_nos, .. } = self;
        write!(f, "one-sided digests: {one_sided}; views that may pull apart: {pulling}; ")?;
        write!(f, "plain no: {plain_nos}; may look after: ")?;
        let cares: Vec<String> =
            self.cares.iter().map(|(care, count)| format!("{care} {count}")).collect();
        f.write_str(if cares.is_empty() { "-" } else { "" })?;
        f.write_str(&cares.join(", "))
    }
}

/// Where a message went, or to whom alone.
fn whom(args: &Value) -> String {
    let user = args["user"].as_str().or(args["channel"].as_str());
    user.unwrap_or_default().to_owned()
}

/// What a view is guessed to look after, in the question to its author.
fn care(said: &str) -> Option<String> {
    let (_, question) = said.split_once("May I read it so?").or(said.split_once("May I ask?"))?;
    let (_, rest) = question.split_once(" after *")?;
    Some(rest.split_once('*')?.0.to_owned())
}

#[test]
fn the_figures_are_read_from_what_people_see() {
    let call = |user: &str, text: &str| Call {
        at: jiff::Timestamp::UNIX_EPOCH,
        method: "chat.postMessage".to_owned(),
        args: serde_json::json!({ "channel": user, "text": text }),
        error: None,
    };
    let calls = [
        call("U1", "May I read it so? “budget” looks after *predictability* (a plan)"),
        call("U1", "May I read it so? “budget” looks after *predictability* (a plan)"),
        call("U2", "May I ask? Does it look after *focus* (time)? v1.say-more.finance"),
    ];
    let digest = "⚖️ *One-sided so far*\n*Where two views may pull apart*\n• a\n• b\nend\n• c";
    let room = Room::seen(Some(digest), &calls);
    let expected = "one-sided digests: 1; views that may pull apart: 2; plain no: 1; may look after: focus 1, predictability 1";
    assert_eq!(room.to_string(), expected);
}
