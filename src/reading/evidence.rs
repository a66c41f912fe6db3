//! Whether a message puts a course of action to the group *in so many words*.
//!
//! Only this opens a decision by itself. A score alone, however high, is a reason to ask the author
//! and no more: of the messages by eye, the explicit wordings were right five times out of five, a
//! score of 0.5 or more about two times in three.

use super::bank::{Hits, PatternIndex};
use std::ops::Range;

/// How plainly a message puts something to the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// It does not, or the words are not the author's own.
    None,
    /// Several things together do: a course of action and a question to all about it, say.
    Combined,
    /// It says so: "I propose …", "any objections to …", "we need to decide whether …".
    InSoManyWords,
}

impl Evidence {
    /// Returns the least score this evidence deserves.
    ///
    /// Five of five explicit messages by eye were decision talk; with so few, six in seven is what
    /// can be claimed. The combined kind has no example there; it is set by judgement.
    pub(super) fn least_score(self) -> f32 {
        match self {
            Evidence::None => 0.0,
            Evidence::Combined => 0.7,
            Evidence::InSoManyWords => 0.86,
        }
    }
}

/// The signs that evidence and labels are made of; the numbers are places in [`SIGNS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Sign {
    Propose,
    SuggestWe,
    Heading,
    LikeUsTo,
    NeedToDecide,
    ObjectionsTo,
    Unless,
    DecisionHeading,
    Course,
    MildCourse,
    Lets,
    LetsTalk,
    Intent,
    Ask,
    AskYou,
    Asked,
    ChoiceAsked,
    Change,
    Business,
    NotOwn,
    NotACourse,
    NotMeant,
    Procedure,
    Decided,
    Question,
    Support,
    Objection,
    OffWork,
}

/// Wordings that are evidence by themselves.
const IN_SO_MANY_WORDS: [Sign; 8] = [
    Sign::Propose,
    Sign::SuggestWe,
    Sign::Heading,
    Sign::LikeUsTo,
    Sign::NeedToDecide,
    Sign::ObjectionsTo,
    Sign::Unless,
    Sign::DecisionHeading,
];

/// Where a message's evidence was found.
pub(super) struct Finding {
    pub(super) evidence: Evidence,
    /// The wording that carries it.
    pub(super) at: Option<Range<usize>>,
}

impl Finding {
    /// Nothing was found.
    pub(super) const NONE: Self = Self { evidence: Evidence::None, at: None };
}

/// The signs' places among the patterns of a bank.
pub(super) struct Signs(pub(super) Range<PatternIndex>);

impl Signs {
    /// Returns the place of a sign.
    pub(super) fn index(&self, sign: Sign) -> PatternIndex {
        self.0.start + sign as usize
    }

    /// Tells whether a sign was found.
    pub(super) fn has(&self, hits: &Hits<'_>, sign: Sign) -> bool {
        hits.has(self.index(sign))
    }

    /// Weighs what was found, beside how likely the trained weights make decision talk. A reply opens a
    /// decision only in so many words.
    pub(super) fn weigh(&self, hits: &Hits<'_>, is_reply: bool, learnt: f32) -> Finding {
        if self.has(hits, Sign::NotMeant) {
            return Finding::NONE;
        }
        if let Some(at) = self.in_so_many_words(hits) {
            return Finding { evidence: Evidence::InSoManyWords, at: Some(at) };
        }
        let asked = || self.asked(hits).filter(|_| learnt >= ASKED_LEARNT_MIN);
        match self.combined(hits).or_else(asked).filter(|_| !is_reply) {
            Some(at) => Finding { evidence: Evidence::Combined, at: Some(at) },
            None => Finding::NONE,
        }
    }

    /// A wording in which groups are asked, unless it is about running the meeting.
    fn asked(&self, hits: &Hits<'_>) -> Option<Range<usize>> {
        self.outside(hits, Sign::Asked, &[Sign::NotOwn, Sign::NotACourse, Sign::Procedure])
    }

    fn in_so_many_words(&self, hits: &Hits<'_>) -> Option<Range<usize>> {
        IN_SO_MANY_WORDS.into_iter().find_map(|sign| self.own(hits, sign))
    }

    /// A course of action and a question about it; or, where a change is spoken of in words of
    /// business, a course that needs no question, or a choice.
    fn combined(&self, hits: &Hits<'_>) -> Option<Range<usize>> {
        let course = self.course(hits, Sign::Course);
        if self.has(hits, Sign::Ask) {
            let milder = [Sign::MildCourse, Sign::Lets, Sign::Intent];
            let mild = || milder.into_iter().find_map(|sign| self.course(hits, sign));
            return course.or_else(|| mild().filter(|_| self.changes(hits, 1)));
        }
        if self.has(hits, Sign::AskYou) && course.is_some() {
            return course;
        }
        let choice = || self.course(hits, Sign::ChoiceAsked);
        course.or_else(choice).filter(|_| self.changes(hits, BUSINESS_WORDS_MIN))
    }

    /// Tells whether a change is spoken of, in so many words of business at least.
    fn changes(&self, hits: &Hits<'_>, business_words_min: usize) -> bool {
        self.has(hits, Sign::Change)
            && hits.words(self.index(Sign::Business)).len() >= business_words_min
    }

    /// Returns the first place of a sign whose sentence really puts a course of action.
    fn course(&self, hits: &Hits<'_>, sign: Sign) -> Option<Range<usize>> {
        if sign == Sign::Lets && self.has(hits, Sign::LetsTalk) {
            return None;
        }
        self.outside(hits, sign, &[Sign::NotOwn, Sign::NotACourse])
    }

    /// Returns the first place of a sign whose sentence is the author's own and about the work.
    fn own(&self, hits: &Hits<'_>, sign: Sign) -> Option<Range<usize>> {
        self.outside(hits, sign, &[Sign::NotOwn])
    }

    /// Returns the first place of a sign whose sentence has none of the others.
    fn outside(&self, hits: &Hits<'_>, sign: Sign, others: &[Sign]) -> Option<Range<usize>> {
        hits.places(self.index(sign)).find(|at| {
            let sentence = sentence_around(hits.text(), at.clone());
            let spoiled = |other: &Sign| hits.first_within(self.index(*other), &sentence).is_some();
            !others.iter().any(spoiled)
        })
    }
}

/// A course of action without a question to all is a decision's where this many words of business stand with it.
const BUSINESS_WORDS_MIN: usize = 2;

/// A wording in which groups are often asked counts as evidence where the trained weights, which see the
/// whole message, find decision talk likelier than not. Of such messages in two sources that were left out
/// of training, 19 in 20 were decision talk.
const ASKED_LEARNT_MIN: f32 = 0.5;

/// Returns the sentence or sentences in which a place lies.
pub(super) fn sentence_around(text: &str, at: Range<usize>) -> Range<usize> {
    let followed = |end: usize| text[end..].starts_with([' ', '\n']);
    let ends = |(i, c): (usize, char)| match c {
        '\n' => Some(i + 1),
        '.' | '!' | '?' if followed(i + 1) => Some(i + 1),
        _ => None,
    };
    // A wording may begin with the full stop before it.
    let inside = at.start + text[at.clone()].find(char::is_alphanumeric).unwrap_or(0);
    let start = text[..inside].char_indices().filter_map(ends).next_back().unwrap_or(0);
    let tail = at.end.max(inside);
    let end = text[tail..].char_indices().find_map(|(i, c)| ends((tail + i, c)));
    start..end.unwrap_or(text.len())
}

/// The patterns of the signs, in the order of [`Sign`]. They see lower-case text.
pub(super) const SIGNS: [(Sign, &str); 28] = [
    (
        Sign::Propose,
        r"(?:^|[.!?;:\n,] ?|\b(?:so|and|but|anyway|ok|okay|then|hence|therefore|honestly|well|folks|all|team|everyone|hi|hey|imo|imho|instead) )(?:i|we)(?:'d| would|'ll| will)?(?: like to| want to)?(?: also| therefore| hereby| still| formally)? propose(?:,|:| (?:that|we|to|the|this|a|an|our|moving|using|[a-z]+ing)\b)|(?:^|[.!?;:\n,] ?|\b(?:so|and|but|what|team) )i(?:'m| am) proposing\b|(?:^|[.!?\n] ?|\b(?:so|and) )propose [a-z]+ing\b",
    ),
    (
        Sign::SuggestWe,
        r"\bi(?:'d| would)?(?: strongly| also)? (?:suggest|recommend) (?:dropping|moving|removing|changing|renaming|adding|switching|replacing|keeping|merging|postponing|delaying|mentioning|raising|hiring|charging)\b|\b(?:i|we)(?:'d| would)?(?: like to| strongly)? (?:suggest|recommend|move)(?: that)? we\b|\bcan we (?:all )?agree (?:to|that we)\b|\bhow would (?:everyone|everybody|people|you all|folks) feel (?:about|if we)\b|\bmy (?:suggestion|proposal)(?:,? (?:is|would be|for (?:this|that|now)))*(?::|,)?(?: that)? we\b|\bmy proposal (?:is|would be) to\b|\bmy proposal ?: ",
    ),
    (
        Sign::Heading,
        r"(?:^|\n)(?:(?:a|my|our|new|quick|revised|updated|another|concrete|modest|hi all|hey all|hi team|hey team|folks)[ ,:-]+)*(?:[a-z-]+ (?:policy|plan|process|pricing|rota|roadmap|budget) )?(?:proposal|rfc|proposed)(?: (?:from|for|on|to|about)[a-z0-9 ,']+)? ?[:-]",
    ),
    (
        Sign::LikeUsTo,
        r"\bi(?:'d| would) (?:really )?(?:like|love|prefer) (?:for )?us (?:all )?to\b|\bi want us to\b",
    ),
    (
        Sign::NeedToDecide,
        r"\b(?:we|team|group) (?:(?:really|do|all|still|now|also|will) )?(?:need|have) to (?:decide (?:whether|on|if|between|which|what|how|when|by|today|now|this|soon)|agree (?:on|whether)|choose (?:between|whether)|make a (?:decision|call) on)\b|\b(?:i|we) need (?:a|your) decision on\b",
    ),
    (
        Sign::ObjectionsTo,
        r"\b(?:an|any|are there any|is there any) (?:(?:strong|big|final|serious|real|other|further) )?(?:(?:thoughts|opinions|comments|questions) (?:or|and) )?(?:objections?|opposition|concerns) (?:to|if|about|against) [a-z#0-9]+|\b(?:anyone|anybody|everyone) (?:here )?(?:object|objects|opposed) (?:to|if we)\b",
    ),
    (
        Sign::Unless,
        r"\bunless (?:anyone|someone|anybody|somebody|you(?: all| guys)?|there|i hear|we hear)(?: [a-z]+){0,4} (?:objects?|objections?|disagrees?|opposes?|complains|concerns?|shouts|screams|stops me|says (?:no|otherwise)|minds|against)\b|\bunless (?:i|we) hear otherwise\b",
    ),
    (Sign::DecisionHeading, r"(?:^|\n)(?:draft |proposed )?decision ?: "),
    (
        Sign::Course,
        r"\b(?:think|feel|believe|reckon|say|guess|suppose|honestly|opinion|imo|imho|convinced)(?: that)?,? (?:maybe |perhaps |probably |honestly )?we (?:really |probably |definitely |just |maybe |simply |all )*(?:should|ought to|need to|have to|must)\b|(?:^|[.!?\n:,] ?|\b(?:so|and|but|then|maybe|perhaps|time) )we (?:really |probably |definitely |just |maybe |simply |all )*(?:should|ought to)\b|\b(?:how about|why don't|i say|i vote|time) we\b|\b(?:the|my|current) plan is to\b|(?:^|\n)plan(?: is)?:? ",
    ),
    (
        Sign::MildCourse,
        r"\b(?:maybe|perhaps|what if) we\b|\bwe (?:really |probably |definitely |just |maybe |simply |all )*(?:could|can)\b|\b(?:can|could) we (?:please |just |all |maybe )*[a-z]+\b",
    ),
    (Sign::Lets, r"\b(?:let's|lets) [a-z]+"),
    (
        Sign::LetsTalk,
        r"\b(?:let's|lets) (?:see|say|hope|look|discuss|talk|wait|start|get started|move on|begin|go to|skip|not forget|face it|meet|chat)\b",
    ),
    (
        Sign::Intent,
        r"\bi(?:'m| am)? (?:want to|plan(?:ning)? to|lean(?:ing)? towards?|inclined to|intend(?:ing)? to|tempted to|thinking (?:we|(?:of|about) [a-z]+ing))\b|\bi(?:'d| would) (?:like to |love to |rather |prefer to )?(?:move|drop|retire|raise|stop|switch|replace|merge|remove|kill|launch|ship|change|cut|start|split|sunset|offer|get rid of)\b|\bmy plan is to\b|\bwe(?:'d like| would like| want| plan| intend)(?: to)\b|(?:^|[.!?\n] ?)thinking we\b",
    ),
    (
        Sign::Ask,
        r"\b(?:objections?|concerns|opposition|thoughts|opinions|views|feedback)[a-z ]*\?|\b(?:wdyt|what do (?:people|others|folks|y'all|you all|you guys) think|(?:how )?does (?:that|this) (?:sound|work)|sounds? (?:ok|good|reasonable|fair)(?: to (?:everyone|everybody|you all|people|all))?|ok with (?:everyone|everybody|you all)|everyone ok|agreed|anyone against|(?:anyone|anybody) mind|what am i missing|what can't i see)[a-z ]*\?|\b(?:shout|speak up|holler|yell|object) (?:if|now|by|before)\b|\b(?:comments|objections|thoughts|feedback|concerns) (?:are )?welcome\b|\bpoke holes\b|\btalked out of\b|\btell me (?:why not|what i'm missing|if i'm wrong|what i am missing)\b|\b(?:last chance|time) to object\b|\bif i (?:hear|see|get) (?:nothing|no (?:objections?|complaints))\b|\bany reason (?:we|i|not)\b|\b(?:anyone|anybody|someone|who) (?:else )?(?:sees?|got|have|has|hates?) (?:a |any |this|that|it)[a-z' ]*\?|\b(?:yay|yes) or (?:nay|no)\b|\byay/nay\b|\bpoint out (?:what|if)\b|\bobjections? (?:by|until|before|to me)\b",
    ),
    (Sign::AskYou, r"\bwhat do you think\b"),
    (
        Sign::Asked,
        r"\b(?:should|shall) we [a-z0-9 ,'/()_+<>:;&%#*-]{8,}\?|\bwhat (?:do|does|would) (?:others|people|everyone|everybody|folks|you all|y'all|you guys|the group|the team)(?: all| here)? (?:think|say|prefer|feel)\b|\bwhat(?:'s| is| are) (?:the |your |people's |everyone's |everybody's )(?:group's |team's |general |current )?(?:thoughts?|opinions?|feelings?|preferences?|views?) (?:on|about|for|of)\b|\b(?:for|in favou?r)(?:/| or )against\?|\+1(?:,| or |/| and ) ?-1|\bagreements?(?:/| or )disagreements?\b|\byay or nay\b|\bcall for (?:objections?|opinions|votes)\b|\bany (?:thoughts|opinions|comments) (?:or|and) objections\b|\bi(?:'d| would) (?:like|love|appreciate) (?:to (?:hear|have|get) )?(?:people's|everyone's|everybody's|your|the group's) (?:opinions?|views?|thoughts) (?:on|about)\b|\b(?:do we have|are we in) (?:an? |any )?(?:agreement|consensus)\b|\b(?:is|would) (?:there )?(?:anyone|anybody)(?: who)?(?: is| be| would be)?(?: going to be)? (?:unhappy|opposed|against)\b|\bthe question (?:then )?(?:is|becomes)(?: this)?:? (?:do we|should we|whether (?:we|to))\b|(?:^|[.!?\n] ?)objections? (?:to|if|against) [a-z]+|\bi(?:'d| would) like to nominate\b|\b(?:if|unless) (?:there (?:aren't|are no|is no|are not|isn't)|nobody|no one|no-one|noone)[a-z ]* (?:objects?|objections?|opposition|opposed|complaints?|disagrees?|against)\b|\blet'?s (?:go (?:with|for)|aim for|settle on|agree (?:on|to|that)|stick (?:with|to)|adopt) [a-z0-9]+|\b(?:which|what) (?:[a-z]+ ){0,3}(?:should we|do we (?:want|prefer)|do you(?: all| guys)? prefer|would (?:you|people|everyone) prefer)\b|\b(?:what|how) should (?:we|the|this|our) [a-z0-9 ,'/()_+<>:;&%#*-]{4,}\?|\b(?:how|what) about [a-z]+ing [a-z0-9 ,'/()_+<>:;&%#*-]{4,}\?|\b(?:speak(?: up| out)?|shout|say so|object|push back|stop me|holler|protest|veto)\b[a-z0-9 ,'/()_+:;&%#*-]{0,40}\b(?:before|by|until|till|if|now|today|tomorrow)\b|\bunless (?:one|any|some) of you\b|\bunless (?:one of you|somebody|someone|anybody|anyone|people|you)\b[a-z0-9 ,'/()_+:;&%#*-]{0,30}\b(?:stops?|objects?|shouts?|screams?|minds?|vetoe?s?|against|sees?|tells?|talks?)\b|\b(?:tell|show) (?:me|us)\b[a-z0-9 ,'/()_+:;&%#*-]{0,20}\b(?:where (?:this|that|it|i)|what (?:this|that|it|i|you)|why (?:not|i|we)|if (?:this|that|it|i|you))\b|\b(?:is|are|would|be) (?:this|that|it|you|everyone|everybody|people|we)(?: all| be)? (?:ok|okay|fine|alright|comfortable|happy|at peace) (?:with|for|by)\b|\b(?:can|could|may) (?:we|everyone|everybody|you all) (?:all |please )*(?:agree (?:on|to|with|that we)|live with|accept|sign off|commit)\b|\b(?:can|could) you (?:all |both )*live with\b|\bwhether (?:we|you) (?:can|could) (?:all )?(?:agree|live with|accept)\b|\b(?:who|does any(?:one|body)|do any of you|any(?:one|body)) (?:here |else |would |really )?(?:sees?|have|has|got) (?:a|any) (?:reason|problem|objection|issue|dealbreaker)\b|\b(?:a yes or (?:a )?no|yes or (?:a )?no|yea or nay|a (?:clear )?(?:yes|no|veto|verdict)) (?:from|by|before|on|to this)\b|\b(?:not mine|not my (?:call|decision)|not up to me)\b|\b(?:won't|don't want to|not going to|shouldn't|can't) (?:do|decide|pick|choose|settle|call) (?:this|that|it) (?:alone|on my own|by myself)\b|\b(?:each|all|both|every one) of you\b[a-z0-9 ,'/()_+:;&%#*-]{0,40}\b(?:think|take|say|lose|need|want|agree|side)\b|\b(?:want|need|like) (?:to hear|to know|you to tell me|an answer|a decision|your (?:answer|say|view|side|take|yes|no|word))\b[a-z0-9 ,'/()_+:;&%#*-]{0,60}\b(?:by|before|until|till) (?:monday|tuesday|wednesday|thursday|friday|tomorrow|tonight|noon|the \d|the end|end of|next|eod)\b|\b(?:what (?:it|this|that) (?:would |will )?(?:breaks?|costs?|means?|takes?) (?:for|on|at) your|what (?:you'd|you would) lose)\b",
    ),
    (
        Sign::ChoiceAsked,
        r"\b(?:should|shall) we (?:[a-z]+ )+[a-z0-9 ,'/()-]*\?|\bwhether (?:we|to)\b[a-z0-9 ,'/()-]*\?|\bdo we (?:want|need) to [a-z0-9 ,'/()-]*\?",
    ),
    (
        Sign::Change,
        r"\b(?:adopt(?:ing)?|drop(?:ping)?|remov(?:e|ing)|add(?:ing)?|mov(?:e|ing)|replac(?:e|ing)|switch(?:ing)?|renam(?:e|ing)|deprecat(?:e|ing)|retir(?:e|ing)|sunset(?:ting)?|kill(?:ed|ing)?|moved|dropped|switched|replaced|removed|stopped|retired|raised|merged|launched|charged|get(?:ting)? rid of|push(?:ing)? back|delet(?:e|ing)|chang(?:e|ing)|launch(?:ing)?|releas(?:e|ing)|ship(?:ping)?|freez(?:e|ing)|rais(?:e|ing)|lower(?:ing)?|charg(?:e|ing)|stop(?:ping)?|split(?:ting)?|migrat(?:e|ing)|rewrit(?:e|ing)|requir(?:e|ing)|cut(?:ting)?|hir(?:e|ing)|postpon(?:e|ing)|delay(?:ing)?|introduc(?:e|ing)|roll(?:ing)? out|turn(?:ing)? off|shut(?:ting)? down|offer(?:ing)?|sell(?:ing)?|end(?:ing)?|merg(?:e|ing))\b",
    ),
    (
        Sign::Business,
        r"\b(?:pric(?:e|es|ing)|seats?|plans?|tiers?|usage|billing|invoices?|invoicing|discounts?|trials?|revenue|margins?|customers?|subscriptions?|subscribers?|roadmap|q[1-4]|quarter|rollout|sunset|end of life|v[1-9]|api|beta|contracts?|vendors?|policy|headcount|checkout|onboarding|sign-?ups?|dashboard|exports?|enterprise|renewals?|cron|queue|database|region|churn|accounts?|support tickets?|campaign|homepage|integrations?|webhooks?|feature flag|end of (?:june|july|august|september|october|november|december|january|february|march|april|may|the (?:month|year|quarter)))\b",
    ),
    (
        Sign::NotOwn,
        r"\b(?:he|she|they|someone|somebody|you|p\d+|customers?|clients?|users?|guests?|partners?|prospects?|lady|woman|man|guy|daughter|son|boss|agency|school|vendor|auditors?|lawyers?|[a-z]+'s (?:idea|proposal) (?:was|is)) (?:said|says|suggested|suggests|proposed|proposes|wanted|wants|asked|argued|mentioned|wrote|writes|thinks|demands|demanded|would like)\b|\b[a-z]+ (?:wrote|writes|said|says): |\b[a-z]+'s (?:old |first )?(?:idea|proposal|suggestion|motion) (?:from|of|has|had|was|is|won|lost)\b|\b(?:said|says|wrote|proposed|suggested|asked)(?: that)?[ :]+(?:i|we|let's|should we)\b|\baccording to\b|\bmov(?:e|ing) on\b|\bnext (?:item|topic|point)\b|\bfor (?:the |today's |tomorrow's )?(?:refinement|planning|retro|stand-?up|demos?|sync|meeting)(?: today| tomorrow)?,? (?:i'd|i would|i suggest|i propose|let's|we)\b|\bthe agenda\b|\bbefore (?:i|we) propose\b|\b(?:if i were|i were|were i) to propose\b|\b(?:don't|do not|didn't|won't|wouldn't|would not|will not|not going to|not here to) (?:want to |mean to |even )?(?:propose|suggest)\b|\bpropose (?:nothing|anything)\b|\bpropose(?: that)? you\b|\bhow to propose\b|\bobjections? (?:to (?:me|my)|if i)\b|\bproposal\b[a-z0-9 ,']*[:-] ?(?:sent|signed|went|out|done|received|is out)\b",
    ),
    (
        Sign::NotACourse,
        r"\b(?:don't|do not|didn't|doesn't|not sure|not|never) (?:really |even )?(?:think|believe|feel|see|that|know)\b|\bthought we\b|\b(?:why|what|do|did|does|how) (?:do |did |does )?(?:you|they|he|she) (?:think|believe|feel|say)\b|\b(?:call|meeting|sync|stand-?up|retro|demo|1:1|invite|thread|channel|chat|calendar)\b|\bkeep an eye\b|\b(?:should|shall) (?:we|i|someone|somebody) (?:page|ping|restart|reboot|retry|rerun|escalate|worry|panic|be worried)\b|\bas (?:agreed|planned|discussed|before|always)\b",
    ),
    (
        Sign::NotMeant,
        r"\b(?:just kidding|kidding|jk)\b|\b(?:no need to|needn't|don't (?:have|need) to) decide (?:this|that|it|anything|now|today)\b|(?:^| )/s(?:$|\n)|^(?:recap|summary|minutes|meeting notes|notes from|action items|standup|stand-up|fyi recap)\b|\b(?:a modest proposal)\b",
    ),
    (
        Sign::Procedure,
        r"\b(?:(?:shall|should|can|could) we|let's|lets|let us|time to|ready to|(?:want|like) to|going to) (?:all |just |please |now |then |maybe )*(?:(?:move (?:on|ahead|along|to the next)|moving on|go (?:on|back) to|go on|get (?:started|going)|wrap (?:up|this up|it up)|(?:close|end) (?:the|this) (?:meeting|topic)|adjourn|call it|take (?:this|it|that) offline|come back to|leave it (?:there|at that)|(?:drop|table|skip) (?:it|this|that) for now|skip ahead|(?:talk|chat|speak|meet|catch up|sync)(?: about (?:it|this|that))?|have a (?:call|chat|word|coffee|look)|grab a [a-z]+)\b|(?:start|begin|continue|proceed|wrap up)(?:[.?!,\n]|$))|\b(?:any(?:thing| other| last| more| further)* (?:else|questions|business|topics?|items?)|next (?:item|topic|point|up|question|agenda)|before we (?:adjourn|close|move on|wrap|go on|end)|who is here|roll ?call)\b",
    ),
    (
        Sign::Decided,
        r"^(?:draft )?decision ?: |\b(?:we|it was|it's|has been|have been|group|team)(?: have| has|'ve)?(?: now| all| just)? (?:decided|agreed|resolved|approved|settled)\b|\b(?:no objections|general (?:approval|consensus|agreement)|hearing no|going ahead with|consensus is|it's decided)\b|\bso we(?:'ll| will|'re going to| are going to)? (?:go|use|do|keep|ship|drop)\b",
    ),
    (Sign::Question, r"\?"),
    (
        Sign::Support,
        r"\+1\b|(?:^|\n)(?:lgtm|agreed|i agree|exactly|absolutely|love (?:it|this)|seconded)\b|\b(?:sounds? (?:good|great|reasonable|fine)|works for me|good idea|great idea|fine (?:with|by) me|i(?:'m| am) (?:all )?for (?:it|that|this)|i(?:'d| would) (?:support|be in favou?r)|i agree|makes sense|no objections? (?:from|here)|happy with (?:that|this))\b",
    ),
    (
        Sign::Objection,
        r"(?:^|\n| )-1\b|\b(?:i (?:don't|do not) (?:think|like|want|agree|see)|(?:i'm |am )?not (?:sure|convinced|a fan|so fast)|disagree|i object|i(?:'m| am) against|i(?:'m| am) (?:worried|concerned|opposed)|my (?:concern|worry) is|bad idea|too (?:early|risky|late|soon)|(?:i'd|i would) rather not|problem with (?:that|this)|can't (?:support|agree)|please don't)\b",
    ),
    (
        Sign::OffWork,
        r"\b(?:lunch|coffee|pizza|sushi|sandwich(?:es)?|ice cream|beers?|drinks?|dinner|breakfast|party|cake|cookies|karaoke|hungry|thirsty|sleep|bed|birthday|gift|restaurant|toast|wedding|marry|girlfriend|boyfriend|what to (?:eat|wear|get)|heating|thermostat|air ?con(?:ditioning)?|fridge|dishwasher|secret santa)\b|\bmerg(?:e|ing) (?:the |this |my )?(?:pr\b|pull request|[a-z]+ pr\b|[#!][0-9])|\broll(?:ing)? back to v?[0-9]",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_stands_in_its_place() {
        for (place, (sign, _)) in SIGNS.iter().enumerate() {
            assert_eq!(*sign as usize, place, "{sign:?}");
        }
    }

    #[test]
    fn a_sentence_ends_at_its_mark_and_not_inside_a_number() {
        let text = "one. v1.2 goes. three";
        assert_eq!(text[sentence_around(text, 5..7)].trim(), "v1.2 goes.");
    }
}
