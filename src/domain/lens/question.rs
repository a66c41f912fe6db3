//! Choosing the one question that is asked, and remembering which it was.
//!
//! A function is asked in its own words where it has any for that kind of decision, in its words for
//! another kind where it has not, and with a universal follow-up where its lens has no question at
//! all. Nobody hears the same question twice running, whichever of these it came from.

use super::{FOLLOW_UPS, Lens, Library};
use crate::domain::ids::FunctionId;
use crate::domain::kind::Kind;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The word that stands for the kind in the id of a universal follow-up.
const UNIVERSAL: &str = "universal";

/// Which question of a lens: `finance/pricing/1`, counted from 0 as in the lens's file.
///
/// A universal follow-up has `universal` in the place of the kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct QuestionId {
    function: FunctionId,
    /// `None` for a universal follow-up.
    kind: Option<Kind>,
    index: usize,
}

impl QuestionId {
    /// Returns the id of the `index`th question of a function for a kind.
    pub fn new(function: FunctionId, kind: Kind, index: usize) -> Self {
        Self { function, kind: Some(kind), index }
    }

    /// Reads what `to_string` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (rest, index) = text.rsplit_once('/')?;
        let (function, kind) = rest.rsplit_once('/')?;
        let kind = match kind {
            UNIVERSAL => None,
            word => Some(Kind::parse(word)?),
        };
        let id = Self { function: function.into(), kind, index: index.parse().ok()? };
        (!function.is_empty() && id.to_string() == text).then_some(id)
    }

    fn universal_text(&self) -> Option<&'static str> {
        match self.kind {
            Some(_) => None,
            None => FOLLOW_UPS.get(self.index).copied(),
        }
    }

    /// Returns the function that was asked.
    pub fn function(&self) -> &FunctionId {
        &self.function
    }
}

impl fmt::Display for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind.map_or(UNIVERSAL, Kind::as_str);
        write!(f, "{}/{kind}/{}", self.function, self.index)
    }
}

impl From<QuestionId> for String {
    fn from(id: QuestionId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for QuestionId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or_else(|| {
            format!("{text:?} is no question's id; one looks like `finance/pricing/1`")
        })
    }
}

/// A question as it is put to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question<'a> {
    pub id: QuestionId,
    pub text: &'a str,
}

impl Library {
    /// Chooses what to ask a function next, `last` being what the person was asked last for it.
    ///
    /// A function without a lens is asked the universal follow-ups in turn.
    pub fn choose(
        &self,
        function: &FunctionId,
        kind: Kind,
        last: Option<&QuestionId>,
    ) -> Question<'_> {
        match self.get(function) {
            Some(lens) => lens.choose(kind, last),
            None => next_of(follow_ups(function), last, last.and_then(QuestionId::universal_text)),
        }
    }

    /// Returns a question's text, or `None` where it has left its lens since it was asked.
    pub fn text_of(&self, id: &QuestionId) -> Option<&str> {
        id.universal_text().or_else(|| self.get(&id.function)?.text_of(id))
    }
}

impl Lens {
    /// Returns the `rotation`th question for a kind, starting over after the last.
    pub fn question(&self, kind: Kind, rotation: usize) -> Question<'_> {
        let mut choice = self.choice(kind);
        choice.swap_remove(rotation % choice.len())
    }

    /// Chooses what to ask next, `last` being what the person was asked last for this function.
    ///
    /// The first question of the kind, or the one after `last` if that was of the same kind; never
    /// `last` itself, nor another with the same text.
    pub fn choose(&self, kind: Kind, last: Option<&QuestionId>) -> Question<'_> {
        let heard = last.and_then(|id| self.text_of(id));
        let mut choice = self.choice(kind);
        if choice.iter().all(|question| Some(question.text) == heard) {
            choice = follow_ups(&self.function);
        }
        next_of(choice, last, heard)
    }

    /// Returns what to ask in place of `asked` where the decision has become one of this kind; `None`
    /// where it fits, or where the lens has no words of its own for the kind. The kind's first question
    /// is left for the next decision of that kind, as far as there are others.
    pub fn in_place_of(&self, asked: &QuestionId, kind: Kind) -> Option<QuestionId> {
        let mut own = self.questions_for(kind);
        let fits = asked.kind.is_none_or(|one| one == kind);
        let later = own.len().saturating_sub(1);
        let place = 1 + asked.index % later.max(1);
        (!fits && !own.is_empty()).then(|| own.swap_remove(place.min(later)).id)
    }

    /// Returns what helps somebody think who was asked `asked`: the lens's other questions for that
    /// kind, then the universal ones.
    pub fn follow_ups(&self, kind: Kind, asked: &QuestionId) -> Vec<&str> {
        let own = self.questions_for(kind);
        own.into_iter()
            .chain(follow_ups(&self.function))
            .filter(|question| question.id != *asked)
            .map(|question| question.text)
            .collect()
    }

    /// Returns what there is to choose from; never empty.
    fn choice(&self, kind: Kind) -> Vec<Question<'_>> {
        std::iter::once(kind)
            .chain(Kind::ALL)
            .map(|kind| self.questions_for(kind))
            .find(|questions| !questions.is_empty())
            .unwrap_or_else(|| follow_ups(&self.function))
    }

    fn questions_for(&self, kind: Kind) -> Vec<Question<'_>> {
        let texts = self.questions.get(&kind).into_iter().flatten();
        let id = |index| QuestionId::new(self.function.clone(), kind, index);
        texts.enumerate().map(|(index, text)| Question { id: id(index), text }).collect()
    }

    fn text_of(&self, id: &QuestionId) -> Option<&str> {
        match id.kind {
            Some(kind) => self.questions.get(&kind)?.get(id.index).map(String::as_str),
            None => id.universal_text(),
        }
    }
}

/// Returns the universal follow-ups as questions to a function.
fn follow_ups(function: &FunctionId) -> Vec<Question<'static>> {
    let id = |index| QuestionId { function: function.clone(), kind: None, index };
    FOLLOW_UPS.iter().enumerate().map(|(index, text)| Question { id: id(index), text }).collect()
}

/// Returns the first question from `last` on whose text is not `heard`, starting over after the end.
fn next_of<'a>(
    mut choice: Vec<Question<'a>>,
    last: Option<&QuestionId>,
    heard: Option<&str>,
) -> Question<'a> {
    let place = choice.iter().position(|question| Some(&question.id) == last);
    choice.rotate_left(place.unwrap_or(0));
    let new = choice.iter().position(|question| Some(question.text) != heard);
    choice.swap_remove(new.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lens::Speech;
    use proptest::prelude::*;

    /// A finance lens with these questions, and nothing else of note.
    fn lens(questions: &[(Kind, &[&str])]) -> Lens {
        let texts = |texts: &[&str]| texts.iter().map(|text| text.to_string()).collect();
        Lens {
            function: "finance".into(),
            name: "Finance".into(),
            protects: "predictability".into(),
            worries: vec![],
            words: vec![],
            says: vec![],
            questions: questions.iter().map(|(kind, list)| (*kind, texts(list))).collect(),
            topics: vec![],
            speech: Speech::default(),
        }
    }

    /// Checks what is asked about pricing after `last`.
    fn check(lens: &Lens, last: &str, expected: &str) {
        let last = QuestionId::parse(last);
        assert_eq!(lens.choose(Kind::Pricing, last.as_ref()).id.to_string(), expected);
    }

    #[test]
    fn questions_of_a_kind_take_turns() {
        let lens = lens(&[(Kind::Pricing, &["A?", "B?", "C?"]), (Kind::Launch, &["D?"])]);
        check(&lens, "", "finance/pricing/0");
        check(&lens, "finance/pricing/0", "finance/pricing/1");
        check(&lens, "finance/pricing/2", "finance/pricing/0");
        check(&lens, "finance/launch/0", "finance/pricing/0");
        assert_eq!(lens.question(Kind::Pricing, 4).text, "B?");
    }

    #[test]
    fn a_kind_without_questions_borrows_those_of_another() {
        let lens = lens(&[(Kind::Policy, &["A?", "B?"]), (Kind::Pricing, &[])]);
        check(&lens, "", "finance/policy/0");
        check(&lens, "finance/policy/0", "finance/policy/1");
    }

    #[test]
    fn a_lens_that_has_nothing_new_asks_a_universal_question() {
        let one = lens(&[(Kind::Pricing, &["A?"])]);
        check(&one, "finance/pricing/0", "finance/universal/0");
        check(&one, "finance/universal/0", "finance/pricing/0");
        check(&lens(&[]), "", "finance/universal/0");
        check(&lens(&[]), "finance/universal/3", "finance/universal/0");
    }

    #[test]
    fn the_same_text_under_another_kind_is_the_same_question() {
        let lens = lens(&[(Kind::Pricing, &["A?", "B?"]), (Kind::Launch, &["A?"])]);
        check(&lens, "finance/launch/0", "finance/pricing/1");
    }

    #[test]
    fn a_question_that_left_the_lens_does_not_disturb_the_next() {
        let lens = lens(&[(Kind::Pricing, &["A?", "B?"])]);
        check(&lens, "finance/pricing/7", "finance/pricing/0");
    }

    #[test]
    fn a_function_without_a_lens_is_still_asked_something() {
        let library = Library::new(vec![]);
        let first = library.choose(&"catering".into(), Kind::Launch, None);
        let second = library.choose(&"catering".into(), Kind::Launch, Some(&first.id));
        assert_eq!(first.text, FOLLOW_UPS[0]);
        assert_eq!(second.text, FOLLOW_UPS[1]);
    }

    #[test]
    fn a_text_is_found_by_its_id_as_long_as_the_lens_has_it() {
        let library = Library::new(vec![lens(&[(Kind::Pricing, &["A?"])])]);
        let text = |id| library.text_of(&QuestionId::parse(id).unwrap());
        assert_eq!(text("finance/pricing/0"), Some("A?"));
        assert_eq!(text("finance/pricing/1"), None);
        assert_eq!(text("catering/pricing/0"), None);
        assert_eq!(text("catering/universal/1"), Some(FOLLOW_UPS[1]));
    }

    #[test]
    fn help_shows_everything_but_what_was_asked() {
        let lens = lens(&[(Kind::Pricing, &["A?", "B?", "C?"])]);
        let asked = lens.choose(Kind::Pricing, None);
        let help = lens.follow_ups(Kind::Pricing, &asked.id);
        assert_eq!(help[..2], ["B?", "C?"]);
        assert_eq!(help[2..], FOLLOW_UPS);
    }

    #[test]
    fn an_id_reads_back_and_nothing_else_is_an_id() {
        for text in ["finance/pricing/1", "finance/universal/0", "a/b/hiring/12"] {
            assert_eq!(QuestionId::parse(text).map(String::from).as_deref(), Some(text));
        }
        for text in ["", "finance", "finance/pricing", "finance/lunch/1", "finance/pricing/-1"] {
            assert_eq!(QuestionId::parse(text), None, "{text:?}");
        }
        for text in ["finance/pricing/01", "finance/pricing/+1", "/pricing/1"] {
            assert_eq!(QuestionId::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_stored_id_is_a_plain_string() {
        let id = QuestionId::new("finance".into(), Kind::Pricing, 1);
        assert_eq!(serde_json::to_string(&id).unwrap(), r#""finance/pricing/1""#);
        let error = serde_json::from_str::<QuestionId>(r#""lunch""#).unwrap_err();
        assert!(error.to_string().contains("one looks like `finance/pricing/1`"), "{error}");
    }

    fn any_kind() -> impl Strategy<Value = Kind> {
        prop::sample::select(Kind::ALL.to_vec())
    }

    /// A lens as somebody might write it: kinds missing or empty, few texts, some of them twice.
    fn any_lens() -> impl Strategy<Value = Lens> {
        let text = prop_oneof![3 => "[A-D]\\?", 1 => Just(FOLLOW_UPS[0].to_string())];
        let texts = prop::collection::vec(text, 0..4);
        let questions = prop::collection::btree_map(any_kind(), texts, 0..4);
        questions.prop_map(|questions| Lens { questions, ..lens(&[]) })
    }

    /// Plays a history of decisions and fails where the same text is asked twice running.
    fn assert_no_repeat(lens: &Lens, kinds: &[Kind]) -> Result<(), TestCaseError> {
        let mut last: Option<Question> = None;
        for kind in kinds {
            let next = lens.choose(*kind, last.as_ref().map(|question| &question.id));
            prop_assert_ne!(Some(next.text), last.as_ref().map(|question| question.text));
            prop_assert_eq!(QuestionId::parse(&next.id.to_string()), Some(next.id.clone()));
            last = Some(next);
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn nobody_hears_the_same_question_twice_running(
            lens in any_lens(),
            kinds in prop::collection::vec(any_kind(), 2..30),
        ) {
            assert_no_repeat(&lens, &kinds)?;
        }
    }
}
