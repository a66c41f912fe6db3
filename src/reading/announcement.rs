//! Whether a message announces, in so many words, what is already decided.
//!
//! "Decision: we keep seats", "we have decided to retire the v1 API in June", "it's settled, we go with
//! Stripe for invoicing". Such a message puts nothing to the group any more, so it is not weighed but
//! checked afterwards. What still asks ("… unless anybody objects", "draft decision: …") is no
//! announcement, nor is what somebody tells of the past ("last year we decided to …").
//!
//! Precision comes first: but for a heading, an announcement must name a change or a choice in the same
//! sentence, and speak the words of a business or clearly be no small matter. Of 91,716 messages of meetings
//! and developers' chat three are taken for one, each of which does tell what is decided (`tests/it/reading.rs`
//! counts).

use super::MAY_BE_SMALL_MIN;
use super::bank::{Bank, Hits, Sources};
use super::evidence::{Sign, Signs, sentence_around};
use std::ops::Range;

/// The wordings, compiled once.
pub(super) struct Announcements(Bank);

impl Announcements {
    /// Compiles the wordings.
    pub(super) fn new() -> Self {
        let mut sources = Sources::default();
        sources.add(WORDINGS);
        Self(sources.compile())
    }

    /// Returns the wording by which a message announces a decision. `hits` is what the signs of
    /// evidence found in it, `small` how likely it is a small matter.
    pub(super) fn find(&self, hits: &Hits<'_>, signs: &Signs, small: f32) -> Option<Range<usize>> {
        let text = hits.text();
        // Most messages say none of this, and are spared the scan.
        if !STEMS.iter().any(|stem| text.contains(stem)) || is_open(hits, signs) {
            return None;
        }
        let found = self.0.scan(text);
        if found.has(MINUTES) {
            return None;
        }
        let headed = found.places(HEADING).find(|at| is_headed(hits, signs, at));
        headed.or_else(|| {
            let said = PHRASES.flat_map(|phrase| {
                let small = if TOLD.contains(&phrase) { 1.0 } else { small };
                found.places(phrase).map(move |at| (at, small))
            });
            let news = said.filter(|said| is_own_news(hits, signs, &found, said));
            news.map(|(at, _)| at).min_by_key(|at| at.start)
        })
    }
}

/// Whether the message still asks somebody, or is not meant at all.
fn is_open(hits: &Hits<'_>, signs: &Signs) -> bool {
    ASKING.into_iter().any(|sign| signs.has(hits, sign))
}

/// What a heading heads is the decision itself, not that there is to be one.
fn is_headed(hits: &Hits<'_>, signs: &Signs, at: &Range<usize>) -> bool {
    let text = hits.text();
    let sentence = sentence_around(text, at.clone());
    let said = text[at.end..sentence.end.max(at.end)].trim();
    let words = said.split_whitespace().count();
    let pending = NOT_YET.iter().any(|start| said.starts_with(start));
    words >= HEADED_WORDS_MIN && !pending && is_own(hits, signs, &sentence)
}

fn is_own(hits: &Hits<'_>, signs: &Signs, sentence: &Range<usize>) -> bool {
    let asks = hits.text()[sentence.clone()].contains('?');
    !asks && hits.first_within(signs.index(Sign::NotOwn), sentence).is_none()
}

/// The author's own news about the work: with a change or a choice, in words of business or clearly no small matter, and
/// neither told of the past nor supposed.
fn is_own_news(
    hits: &Hits<'_>,
    signs: &Signs,
    found: &Hits<'_>,
    (at, small): &(Range<usize>, f32),
) -> bool {
    let sentence = sentence_around(hits.text(), at.clone());
    let within = |sign| hits.first_within(signs.index(sign), &sentence).is_some();
    let has = |wording| found.first_within(wording, &sentence).is_some();
    let acts = within(Sign::Change) || has(CHOICE);
    let is_errand = has(HEADS_UP) && !has(HORIZON);
    let matters = signs.has(hits, Sign::Business) || *small < MAY_BE_SMALL_MIN;
    let works = acts && matters && !within(Sign::NotACourse);
    works && !is_errand && !has(PAST_OR_SUPPOSED) && is_own(hits, signs, &sentence)
}

/// A message without any of these announces nothing.
const STEMS: [&str; 8] =
    ["decid", "decision", "settled", "official", "agreed", "heads up", "heads-up", "announc"];

/// Signs that something is still put to the group, or not meant.
const ASKING: [Sign; 12] = [
    Sign::Propose,
    Sign::SuggestWe,
    Sign::Heading,
    Sign::LikeUsTo,
    Sign::NeedToDecide,
    Sign::ObjectionsTo,
    Sign::Unless,
    Sign::Ask,
    Sign::AskYou,
    Sign::Asked,
    Sign::ChoiceAsked,
    Sign::NotMeant,
];

/// A heading over fewer words says nothing.
const HEADED_WORDS_MIN: usize = 3;

/// How a heading goes on where nothing is decided yet.
const NOT_YET: [&str; 8] =
    ["tbd", "pending", "open", "none", "to be ", "not yet", "we need to", "needed"];

const HEADING: usize = 0;
const PHRASES: Range<usize> = 1..6;
/// So people tell of the past as well, and of small matters; it takes a word of business to be news.
const TOLD: Range<usize> = 4..6;
/// So people tell of what they are about to do this afternoon; what is decided holds from some day on.
const HEADS_UP: usize = 5;
const CHOICE: usize = 6;
const PAST_OR_SUPPOSED: usize = 7;
const MINUTES: usize = 8;
const HORIZON: usize = 9;

/// The wordings, in the order of the numbers above. They see lower-case text.
const WORDINGS: [&str; 10] = [
    r"(?:^|\n)(?:(?:hi|hey|hello|team|folks|all|everyone|update|fyi|heads[- ]up|news)[ ,:!-]+)*(?:(?:final|our|team|product|leadership|management|board) )?(?:decision|decided)(?: (?:on|about|for|regarding) [a-z0-9 ,'/&-]{2,60})? ?: ",
    // "We have decided to …"
    r"(?:^|[.!?;:\n,] ?|\b(?:so|and|team|all|folks|everyone|fyi|today|yesterday) )(?:we|(?:the )?(?:leadership|management|executive|exec|product|pricing|core)(?: team| group)?|the (?:board|founders|steering (?:committee|group)))(?:'ve| have| has)(?: now| all| just| finally| together| jointly| formally)* (?:decided|agreed)(?: today| yesterday| this morning)? (?:to|that|on|against|not to|in favou?r of)\b",
    // "It's settled, we go with …"
    r"(?:^|[.!?;:\n,] ?|\b(?:so|and|ok|okay|team|all|folks|everyone) )(?:it's|it is|that's|that is)(?: now| all| finally| been)* (?:settled|decided|official)(?: then| now)?[,:;.!]?(?: -+)? (?:we|the|from)\b",
    // "The decision is made: we …"
    r"(?:^|[.!?;:\n,] ?|\b(?:so|and|ok|okay|team|all|folks|everyone) )(?:the )?decision(?: is| has been| was)?(?: now)? (?:made|taken|final)[,:;.!]+ (?:we|the|from|no|[a-z]+ing|[a-z]+ it is)\b",
    // "We decided to …"
    r"(?:^|[.!?;:\n] ?|\b(?:team|all|folks|everyone|fyi|today|yesterday),? )(?:we|(?:the )?(?:leadership|management|executive|exec|product|pricing|core)(?: team| group)?|the (?:board|founders|steering (?:committee|group)))(?: all| just| finally)? decided(?: today| yesterday| this morning)? (?:to|that|on|against|not to|in favou?r of)\b",
    // "Heads up: from June on we are going to …"
    r"(?:^|\n)(?:(?:hi|hey|hello)[ ,]+)?(?:(?:team|folks|all|everyone)[ ,:!-]+)*(?:(?:quick|just a) )?(?:heads[- ]up|announcement)(?: (?:all|everyone|team|folks))? ?[,:!.-]+ [a-z0-9 ,'/&%$-]{0,60}\b(?:we(?:'re| are) (?:going to|about to)|we(?:'ll| will)(?: be)?|we(?:'re| are) [a-z]+ing)\b",
    r"\b(?:go(?:ing)? (?:with|for|ahead)|keep(?:ing)?|us(?:e|ing)|stay(?:ing)? (?:with|on)|stick(?:ing)? (?:to|with)|choos(?:e|ing)|cho(?:se|sen)|buy(?:ing)?|build(?:ing)?|sign(?:ing)?|open(?:ing)?|clos(?:e|ing)|start(?:ing)?|allow(?:ing)?|support(?:ing)?|limit(?:ing)?|extend(?:ing)?|renew(?:ing)?|pull(?:ing)?|paus(?:e|ing)|cancel(?:l?ing)?|discontinu(?:e|ing)|reduc(?:e|ing)|doubl(?:e|ing)|expand(?:ing)?|leav(?:e|ing)|go(?:es|ing)? (?:up|down)|no more|it is)\b",
    r"\b(?:ago|(?:last|past) (?:year|month|quarter|summer|winter|autumn|spring)|back (?:in|then)|originally|at the time|previously|earlier|in the past|every ?time|always|once we|when we|if we|until we|before we|whether we|unless we|now that we|since we|because we|given that we|although we|assuming|suppose|should (?:we|they|you)|hadn't|had decided|fun fact)\b",
    r"(?:^|\n)[-* ]*(?:action|actions|action items?|agenda|attendees|present|participants|notes|minutes|topic|todo|next steps|follow-?ups?) ?: ?",
    r"\b(?:(?:from|as of|starting|effective|by|until|in|on|end of|beginning of|start of) (?:[0-9]{1,2}(?:st|nd|rd|th)? (?:of )?)?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b|next (?:month|quarter|year)|(?:end|beginning|start) of (?:the|this|next) (?:month|quarter|year)|q[1-4]\b)",
];

#[cfg(test)]
mod tests {
    use crate::domain::lens::Library;
    use crate::reading::{Action, Excerpt, Label, Reader, Thresholds};

    fn reader() -> &'static Reader {
        static READER: std::sync::OnceLock<Reader> = std::sync::OnceLock::new();
        READER.get_or_init(|| Reader::new(&Library::default()))
    }

    #[track_caller]
    fn check(text: &str, announces: bool) {
        let reading = reader().read(&Excerpt { text, ..Excerpt::default() });
        assert_eq!(reading.announces, announces, "{text:?}");
        if announces {
            assert_eq!(reading.action(Thresholds::default()), Action::Open, "{text:?}");
            assert_eq!(reading.label, Label::Decision, "{text:?}");
        }
    }

    #[test]
    fn what_is_already_decided_is_announced_in_so_many_words() {
        check("Decision: we keep seats for chains until the end of June", true);
        check("Hi all, decision on invoicing: we go with Stripe from April.", true);
        check("*Final decision:* the free plan goes at the end of May.", true);
        check("We have decided to retire the v1 API at the end of June.", true);
        check("After a long look at the numbers, we've decided to raise the starter price.", true);
        check("Team, we have now decided against moving the billing jobs to the queue", true);
        check(
            "The leadership team has decided to stop the enterprise trial. Questions? Ask me.",
            true,
        );
        check("It's settled, we go with Stripe for invoicing", true);
        check("ok it's decided: we launch the new checkout on Tuesday", true);
        check("we’ve decided to retire the v1 API", true);
        check("The decision is made: we close the beta on Friday.", true);
        check("We have decided to shut down the staging clusters on Friday.", true);
        check("We've decided not to renew the Zendesk contract.", true);
        check("It's official: we're dropping IE support in April.", true);
        check("We've agreed to stop supporting on-prem.", true);
        check("We decided to drop the free plan. Details below.", true);
        check("The decision is final: no more discounts for new customers.", true);
        check("Heads up: we are going to shut down API v1 for all customers in June.", true);
        check("hi all, heads up! From 1 May on we will be raising the starter price by 10%", true);
        check("Announcement: we're retiring the free plan at the end of the quarter.", true);
    }

    #[test]
    fn what_still_asks_is_no_announcement() {
        check(
            "Draft decision: we go with Stripe for invoicing. If I hear nothing, I'll sign.",
            false,
        );
        check("Proposed decision: seats stay until June", false);
        check("Decision: do we keep seats for chains?", false);
        check("Decision: we keep seats until June. Any objections?", false);
        check("We've decided to raise prices in June unless anyone objects", false);
        check(
            "I propose that we retire the v1 API, as the board has decided on usage pricing",
            false,
        );
        check("We need to decide whether seats stay. Decision: open until Friday", false);
        check("have we decided to drop the free plan?", false);
    }

    #[test]
    fn what_is_told_quoted_or_no_business_is_no_announcement() {
        check("last year we have decided to drop the export API, remember", false);
        check("Once we have decided to move the billing jobs, I'll write it up", false);
        check("Every time we've discussed it, we've decided to keep the two plans separate", false);
        check("Tom said we have decided to drop the free plan", false);
        check("> we have decided to drop the free plan\nthat was quick", false);
        check("we decided to get pizza", false);
        check("We have decided to name the new meeting room Kraken", false);
        check("We have decided to go to the Mexican place tonight", false);
        check("we've decided to do the standup at 9:30", false);
        check("so we decided to use a counter instead, worked fine", false);
        check("We have decided to go out for lunch at noon", false);
        check("we've decided to move the call to Thursday", false);
        check("that's settled then", false);
        check("Recap of Monday. Decision: seats stay until June.", false);
        check("Agenda: pricing\nDecision: seats stay until June\nActions: Tom writes it up", false);
        check("Decision: TBD, after the audit of the seats", false);
        check("Heads up: we will deploy the importer at three", false);
        check("heads up: we're moving the standup to 9:30", false);
        check("Heads up, we're going to be late for the customer call", false);
        check("Heads up: if we raise prices we will have to tell the resellers", false);
        check("heads up: should we drop the free plan we will need a notice", false);
        check("Heads up: we are going to drop the free plan unless anybody objects", false);
        check("Heads up: prices on AWS will change in May", false);
        for talk in [
            "raise the database limits tonight",
            "switch off the old API gateway for 5 minutes to test failover",
            "migrate customers' data from shard 3 to shard 4 tonight",
            "drop the database on staging and start over",
            "remove the broken link from the pricing page",
            "raise the price question with legal on Monday",
            "launch the survey to customers tomorrow",
            "keep the seat price as it is",
        ] {
            check(&format!("Heads up: we're going to {talk}"), false);
        }
    }

    #[test]
    fn a_reply_belongs_to_its_thread_whatever_it_announces() {
        let text = "We have decided to retire the v1 API at the end of June.";
        let reply = reader().read(&Excerpt { text, is_reply: true, ..Excerpt::default() });
        assert!(!reply.announces);
    }
}
