//! The fields of an exported decision: what a line of JSONL and the webhook's body hold.
//!
//! Every field is always there; what is not known, or not for this audience, is `null`. Moments are
//! RFC 3339 in UTC, days are ISO 8601, people are Slack's user ids. Texts are plain: Slack's markup is
//! spelled as it looks, and names nobody.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

/// The version of these fields; a field is added without a new one, none changes its meaning.
pub const FORMAT: u32 = 1;

/// What a line of JSONL begins with, in every version.
pub const TYPE: &str = "soundings.decision";

/// A decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shape {
    pub format: u32,
    /// Always [`TYPE`].
    pub r#type: &'static str,
    pub id: String,
    /// The Slack workspace's id.
    pub workspace: String,
    pub channel: String,
    /// The `ts` of the message that proposed it.
    pub message: String,
    /// Leads to that message.
    pub link: String,
    /// Empty where the proposal was deleted.
    pub title: String,
    /// `listening`, `weighing`, `decided`, `reviewed` or `cancelled`.
    pub state: &'static str,
    /// `pricing`, `launch`, `deprecation`, `architecture`, `roadmap`, `experiment`, `hiring` or `policy`.
    pub kind: &'static str,
    /// `two-way` (cheap to undo) or `one-way`.
    pub door: &'static str,
    /// Who decides.
    pub owner: String,
    pub goal: Option<String>,
    pub opened: Opened,
    /// The IANA zone of the one who decides, in which its days are counted.
    pub zone: String,
    /// When listening ends, or was to end.
    pub listening_until: Timestamp,
    /// How it ended; `null` while it goes on.
    pub closed: Option<Closed>,
    /// How it ended before it was opened again, the oldest first.
    pub closed_before: Vec<Closed>,
    /// The texts of the proposal, the present one last.
    pub versions: Vec<Version>,
    pub coverage: Coverage,
    /// In the order of the lens library.
    pub functions: Vec<Function>,
    /// Whether it was announced as already decided, and checked afterwards.
    pub announced: bool,
    /// Views that pull apart, as the owner had them posted in the thread.
    pub tensions: Vec<Tension>,
    /// The decisions that it replaces, as far as this audience may know of them.
    pub replaces: Vec<String>,
    /// The decision that replaces it, if this audience may know of it.
    pub replaced_by: Option<String>,
    /// Whether another decision replaced it, whichever it was.
    pub replaced: bool,
    /// What was decided, once it was.
    pub record: Option<Record>,
    /// What was decided before it was opened again, the oldest first.
    pub earlier_records: Vec<Record>,
    /// Who did what when, in order; only ever added to.
    pub history: Vec<Entry>,
    /// What the bot failed to do.
    pub faults: Vec<Fault>,
    /// When the bot may have missed something.
    pub blind: Vec<Blind>,
}

/// Two views that pull apart, as the owner put it to the thread.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tension {
    pub at: Timestamp,
    /// The goal both share, if the owner named one.
    pub goal: Option<String>,
    pub one: Side,
    pub one_needs: String,
    pub other: Side,
    pub other_needs: String,
    /// What makes the two seem to exclude each other.
    pub assumption: String,
    pub question: String,
}

/// A function in a tension.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    /// Its short name, such as `finance`.
    pub function: String,
    /// Its name as people read it.
    pub name: String,
    /// Whether its view was changed or taken back after it was posted.
    pub changed_since: bool,
}

/// How a decision came to be.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Opened {
    pub at: Timestamp,
    /// `noticed`, `followed` (by what others said about it) or `asked` (a person asked for it).
    pub how: &'static str,
    pub by: Option<String>,
    /// The words that showed that it is a proposal.
    pub why: Vec<String>,
}

/// How listening ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Closed {
    pub at: Timestamp,
    /// `on-time`, `early`, `channel-archived`, `proposal-deleted`, `taken-back` or `replaced`.
    pub how: &'static str,
    pub by: Option<String>,
    /// Why it was closed early.
    pub reason: Option<String>,
}

/// One text of the proposal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Version {
    /// From 1.
    pub number: usize,
    pub at: Timestamp,
    /// `null` where it is no longer kept: of many versions the first and the last ones are.
    pub text: Option<String>,
}

/// How many of the affected functions were asked and heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    pub affected: usize,
    pub asked: usize,
    pub heard: usize,
}

/// One function's place in the decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Function {
    /// Its short name, such as `finance`.
    pub function: String,
    /// Its name as people read it.
    pub name: String,
    /// `not-asked`, `asked`, `on-hold`, `delegated`, `not-affected`, `no-objection`, `heard` or
    /// `unreachable`.
    pub state: &'static str,
    /// Whether it was asked, had a fair window in its own working hours, and said nothing.
    pub silent: bool,
    /// Whose position stands.
    pub by: Option<String>,
    /// Since when.
    pub at: Option<Timestamp>,
    /// Why it has no position, if it has none and needs one.
    pub unheard: Option<Unheard>,
    /// Why it is affected.
    pub reasons: Vec<Reason>,
    /// A claim that it is not affected, waiting for the other side.
    pub claim: Option<Claim>,
    /// Who was asked, in order.
    pub asks: Vec<Ask>,
    pub view: Option<View>,
    pub restatement: Option<Restatement>,
}

/// Why a function has no position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unheard {
    /// `not-asked`, `waiting` (without a fair window), `on-hold`, `delegated`, `silent`, `unconfirmed`
    /// (a claim that it is not affected), `withdrawn` or `unreachable`.
    pub why: &'static str,
    /// Where it is on hold: until when.
    pub until: Option<Date>,
    /// Where it is silent: how many people were asked.
    pub people: Option<usize>,
    /// Where it is unreachable: `nobody-mapped`, `undeliverable`, `muted`, `away`, `capped`, `outsider`,
    /// `cannot-see` or `refused`.
    pub because: Option<&'static str>,
}

/// Why a function is affected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// `kind`, `door`, `words`, `earlier-words`, `owner`, `spoke`, `earlier-kind` or `habit`.
    pub why: &'static str,
    /// The words of the proposal that speak of its business.
    pub words: Vec<String>,
}

/// Somebody's word that a function is not affected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// `owner` or `function`.
    pub side: &'static str,
    pub by: Option<String>,
    pub at: Timestamp,
}

/// One question to one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ask {
    pub user: Option<String>,
    /// `member`, `backup`, `lead` or `delegate`.
    pub role: &'static str,
    pub at: Timestamp,
    /// When it arrived; `null` if it did not.
    pub delivered: Option<Timestamp>,
    pub reminded: Option<Timestamp>,
}

/// A function's view, in its own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct View {
    pub by: Option<String>,
    pub at: Timestamp,
    pub need: String,
    pub limit: Option<String>,
    pub evidence: Option<String>,
    pub condition: Option<String>,
    /// What makes it hard now, and what could be tried, where a plain no was explained.
    pub hard_now: Option<String>,
    pub could_try: Option<String>,
    /// What it looks after, as its author confirmed, such as `capacity`.
    pub looks_after: Option<&'static str>,
    /// `form`, `dm` or `reply`.
    pub source: &'static str,
    /// The version of the proposal it speaks of.
    pub version: u32,
    /// Whether it came after the close.
    pub late: bool,
    /// Whether it was changed after it was first given.
    pub changed: bool,
}

/// What the owner understood a view to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restatement {
    pub text: String,
    pub at: Timestamp,
    /// Whether it restates the view that stands now.
    pub of_present_view: bool,
    /// `confirmed`, `mended`, or `null` where the function has not said anything to it.
    pub answer: Option<&'static str>,
    /// What the function said instead.
    pub mended: Option<String>,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    pub by: String,
    pub at: Timestamp,
    /// What is decided, in one sentence.
    pub sentence: String,
    pub serves_customer: Option<String>,
    pub serves_company: Option<String>,
    pub given_up: Option<String>,
    pub cost_carried_by: Option<String>,
    /// The number that will show that it worked.
    pub measure: Option<String>,
    /// When that number is looked at.
    pub review_on: Option<Date>,
    pub reopen_if: Option<String>,
    /// What became of each view.
    pub dispositions: Vec<Disposition>,
    /// What was missing, and why it was decided all the same; `null` where nothing was.
    pub gaps: Option<Gaps>,
    /// Whether it was announced first and checked with the functions afterwards.
    pub after_the_fact: bool,
    /// What came of it, once its owner has said so.
    pub result: Option<Outcome>,
    /// Why it was opened again; `null` for the record that stands.
    pub reopened: Option<Reopened>,
}

/// What came of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    pub by: String,
    pub at: Timestamp,
    /// What the number says.
    pub text: String,
    /// `held`, `partly`, `missed` or `reversed`.
    pub turned: &'static str,
    /// Why it was reversed: as in [`Reopened`].
    pub cause: Option<&'static str>,
}

/// Why a decision was opened again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reopened {
    pub by: String,
    pub at: Timestamp,
    /// `not-asked` (a view nobody had asked for), `declined` (one that was heard and declined),
    /// `facts-changed`, `cost-misjudged` or `other`.
    pub cause: &'static str,
    pub reason: Option<String>,
}

/// What became of a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Disposition {
    pub function: String,
    pub name: String,
    /// `adopted`, `partly`, `later` or `declined`.
    pub outcome: &'static str,
    pub why: String,
    pub follow_up: Option<FollowUp>,
    /// Whether it speaks of the view that stands now.
    pub of_present_view: bool,
}

/// Who does what a view asked for, and by when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FollowUp {
    pub by: Option<String>,
    pub due: Date,
    /// `done`, `not-yet` or `dropped`; `null` where nobody has said.
    pub progress: Option<&'static str>,
    pub progress_at: Option<Timestamp>,
}

/// What was missing when it was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gaps {
    pub unheard: Vec<UnheardFunction>,
    /// Functions whose views had no disposition.
    pub without_disposition: Vec<NamedFunction>,
    /// Whether it was decided before listening was to end.
    pub early: bool,
    pub reason: String,
}

/// A function without a position, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnheardFunction {
    pub function: String,
    pub name: String,
    #[serde(flatten)]
    pub unheard: Unheard,
}

/// A function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NamedFunction {
    pub function: String,
    pub name: String,
}

/// A line of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub at: Timestamp,
    /// Whether the bot did it by itself.
    pub bot: bool,
    pub who: Option<String>,
    /// `opened`, `asked`, `reminded`, `heard`, `view-changed`, `view-withdrawn`, `still-holds`,
    /// `no-objection`, `not-affected-claimed`, `not-affected`, `not-affected-refused`, `put-on-hold`,
    /// `delegated`, `unreachable`, `affected-changed`, `function-added`, `function-removed`,
    /// `details-changed`, `edited`, `restated`, `restatement-confirmed`, `restatement-mended`, `closed`,
    /// `decided`, `disposed`, `reviewed`, `followed-up`, `reopened` or `cancelled`; and, for whoever
    /// decides and whoever worried, `worry-raised` and `worry-judged`.
    pub what: &'static str,
    /// Which function it concerns.
    pub function: Option<String>,
}

/// Something the bot failed to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub at: Timestamp,
    /// `card`, `digest`, `ask`, `webhook` or `other`.
    pub what: &'static str,
    pub function: Option<String>,
    /// Slack's error code, or a word of our own.
    pub why: String,
}

/// A span in which the bot may have missed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Blind {
    pub from: Timestamp,
    pub to: Timestamp,
}
