//! What is told of a rehearsal: ids, functions and figures, never what people said.

use super::casting::Cast;
use super::conversation::{Conversation, Label, Truth};
use super::room::Room;
use super::scripting::Opening;
use super::witness::{Notice, Seen, Standing};
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

/// One conversation, played.
pub struct Report {
    /// The file, the place and the id of the proposal.
    heading: String,
    messages: usize,
    people: usize,
    /// What was noticed in the conversation as it was: how, what it really is, and how often.
    noticed: BTreeMap<(Notice, Truth), usize>,
    /// How many messages are known to be decision talk.
    talk: usize,
    opening: Opening,
    asked: Vec<String>,
    standings: Vec<(String, Option<Standing>)>,
    has_digest: bool,
    /// What the messages really are that were quoted to the owner as hesitation.
    quoted: Vec<Truth>,
    /// The questions that the digest calls unanswered.
    left_open: Vec<String>,
    /// What else was made of what was said.
    room: Room,
    faults: Vec<String>,
}

impl Report {
    /// Sums up the two plays of a conversation.
    pub fn new(
        conversation: &Conversation,
        cast: &Cast,
        opening: Opening,
        (alone, whole): (Seen, Seen),
    ) -> Self {
        let faults = alone.faults.iter().chain(&whole.faults).cloned().collect();
        let mut noticed: BTreeMap<_, usize> = BTreeMap::new();
        for (at, notice) in &alone.noticed {
            *noticed.entry((*notice, conversation.messages[*at].truth())).or_default() += 1;
        }
        let truths = conversation.messages.iter().map(|message| message.truth());
        let standing = |name: &String| (name.clone(), whole.standing(name));
        Self {
            heading: format!(
                "{}: {}, proposal {}",
                conversation.file,
                conversation.place(),
                conversation.proposal().id
            ),
            messages: conversation.messages.len(),
            people: cast.people.len(),
            talk: truths.filter(|truth| is_talk(*truth)).count(),
            noticed,
            opening,
            left_open: whole.left_open(),
            room: whole.room.clone(),
            standings: whole.on_card.iter().map(standing).collect(),
            asked: whole.asked.into_iter().collect(),
            quoted: whole.quoted.iter().map(|at| conversation.messages[*at].truth()).collect(),
            has_digest: whole.digest.is_some(),
            faults,
        }
    }

    /// Returns everything that should not have happened.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = self.faults.clone();
        if !self.has_digest {
            faults.push("no closing digest".into());
        }
        if self.standings.is_empty() {
            faults.push("no function on the card".into());
        }
        let lost = self.standings.iter().filter(|(_, standing)| standing.is_none());
        faults.extend(lost.map(|(name, _)| format!("the digest does not account for {name}")));
        faults.into_iter().map(|fault| format!("{}: {fault}", self.heading)).collect()
    }

    fn named(&self, wanted: impl Fn(&Standing) -> bool) -> Vec<&str> {
        let standings = self.standings.iter();
        let found = standings.filter(|(_, standing)| standing.as_ref().is_some_and(&wanted));
        found.map(|(name, _)| name.as_str()).collect()
    }

    fn unheard(&self) -> Vec<(&str, &str)> {
        let standings = self.standings.iter();
        let why = standings.filter_map(|(name, standing)| match standing {
            Some(Standing::Unheard(why)) => Some((name.as_str(), why.as_str())),
            _ => None,
        });
        why.collect()
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let list = |names: &[&str]| if names.is_empty() { "-".into() } else { names.join(", ") };
        let asked: Vec<&str> = self.asked.iter().map(String::as_str).collect();
        writeln!(f, "{}", self.heading)?;
        writeln!(f, "  played        {} messages, {} people", self.messages, self.people)?;
        writeln!(f, "  noticed       {}", noticed(&self.noticed, self.talk))?;
        writeln!(f, "  the proposal  {}", self.opening)?;
        writeln!(f, "  asked         {}", list(&asked))?;
        writeln!(f, "  heard         {}", list(&self.named(|one| *one == Standing::Heard)))?;
        writeln!(f, "  no objection  {}", list(&self.named(|one| *one == Standing::NoObjection)))?;
        for (name, why) in self.unheard() {
            writeln!(f, "  left unheard  {name}: {why}")?;
        }
        writeln!(f, "  quoted        {}", quoted(&self.quoted))?;
        writeln!(f, "  the room      {}", self.room)?;
        for question in &self.left_open {
            writeln!(f, "  left open     {question}")?;
        }
        Ok(())
    }
}

impl Display for Opening {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Opening::ByItself => "opened by the bot itself",
            Opening::Suggested => "suggested to its author, who agreed",
            Opening::Shortcut => "missed; its author used the shortcut and the form",
            Opening::Emoji => "missed; somebody else added the emoji",
        })
    }
}

/// How many cues of hesitation were quoted to the owner, by what was said.
fn quoted(quoted: &[Truth]) -> String {
    let mut kinds: BTreeMap<Truth, usize> = BTreeMap::new();
    quoted.iter().for_each(|truth| *kinds.entry(*truth).or_default() += 1);
    let each: Vec<String> =
        kinds.iter().map(|(truth, count)| format!("{count} {}", kind(*truth))).collect();
    match each.is_empty() {
        true => "nothing as hesitation".to_owned(),
        false => format!("{} as hesitation, to the owner: {}", quoted.len(), each.join(", ")),
    }
}

fn noticed(noticed: &BTreeMap<(Notice, Truth), usize>, talk: usize) -> String {
    let count = |wanted: &dyn Fn(Notice, Truth) -> bool| -> usize {
        let these = noticed.iter().filter(|((notice, truth), _)| wanted(*notice, *truth));
        these.map(|(_, count)| count).sum()
    };
    let each = noticed.iter().map(|((notice, truth), count)| {
        let how = match notice {
            Notice::Opened => "opened",
            Notice::Suggested => "suggested to the author",
        };
        format!("; {how}: {count} {}", kind(*truth))
    });
    let each: String = each.collect();
    let alarms = |how: Notice| count(&|notice, truth| notice == how && is_false_alarm(truth));
    format!(
        "{} of {talk} messages known as decision talk; false alarms: {} opened, {} suggested{each}",
        count(&|_, truth| is_talk(truth)),
        alarms(Notice::Opened),
        alarms(Notice::Suggested),
    )
}

fn is_talk(truth: Truth) -> bool {
    use Label::{ChoiceQuestion, Decision, Proposal};
    matches!(truth, Truth::Is(Proposal | Decision | ChoiceQuestion))
}

fn is_false_alarm(truth: Truth) -> bool {
    truth != Truth::Unknown && !is_talk(truth)
}

fn kind(truth: Truth) -> &'static str {
    match truth {
        Truth::Is(Label::Proposal) => "proposal",
        Truth::Is(Label::Decision) => "decision",
        Truth::Is(Label::ChoiceQuestion) => "choice question",
        Truth::Is(Label::Objection) => "objection",
        Truth::Is(Label::Support) => "support",
        Truth::Is(Label::Other) => "other",
        Truth::Unknown => "message without a label",
    }
}

/// Tells of every conversation, and of all of them together.
pub fn all(plays: &[Report]) -> String {
    let each: String = plays.iter().map(|play| format!("{play}\n")).collect();
    let sum = |count: &dyn Fn(&Report) -> usize| plays.iter().map(count).sum::<usize>();
    let mut total: BTreeMap<(Notice, Truth), usize> = BTreeMap::new();
    for (key, count) in plays.iter().flat_map(|play| &play.noticed) {
        *total.entry(*key).or_default() += count;
    }
    let mut openings: BTreeMap<Opening, usize> = BTreeMap::new();
    for play in plays {
        *openings.entry(play.opening).or_default() += 1;
    }
    let mut room = Room::default();
    plays.iter().for_each(|play| room.add(&play.room));
    let openings: String =
        openings.iter().map(|(opening, count)| format!("\n  {count:3} {opening}")).collect();
    format!(
        "{each}{} conversations, {} messages; {} reached a closing digest\n\
         noticed: {}\n\
         proposals:{openings}\n\
         functions: {} affected, {} asked, {} heard, {} without objection, {} left unheard\n\
         questions: {} left open\n\
         quoted: {}\n\
         the room: {room}\n",
        plays.len(),
        sum(&|play| play.messages),
        sum(&|play| usize::from(play.has_digest)),
        noticed(&total, sum(&|play| play.talk)),
        sum(&|play| play.standings.len()),
        sum(&|play| play.asked.len()),
        sum(&|play| play.named(|one| *one == Standing::Heard).len()),
        sum(&|play| play.named(|one| *one == Standing::NoObjection).len()),
        sum(&|play| play.unheard().len()),
        sum(&|play| play.left_open.len()),
        quoted(&plays.iter().flat_map(|play| play.quoted.clone()).collect::<Vec<_>>()),
    )
}
