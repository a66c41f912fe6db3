//! Wording that speaks for or against "a decision is being proposed", with what each is worth.
//!
//! The weights are log-odds. They come from a logistic regression over these cues, fitted on the 2,022
//! messages of project chat that were labelled by eye in `project_irc`, with ordinary developer chat
//! and issue sentences beside them as weak negatives (0.08 to 0.15 of a message each). The scale was
//! then corrected on meetings left out of the fit (five folds by meeting), so that of the messages with
//! a score of 0.3 about three in ten are decision talk. Left-out average precision: 0.47.
//!
//! This table does not decide to speak up; see [`evidence`](super::evidence) for that.

/// One piece of wording and what it adds to the log-odds of decision talk.
pub(super) struct Cue {
    pub(super) weight: f32,
    pub(super) pattern: &'static str,
}

const fn cue(weight: f32, pattern: &'static str) -> Cue {
    Cue { weight, pattern }
}

/// Returns the score of a message of `words` words in which the cues of these weights were found.
pub(super) fn score(words: usize, weights: impl Iterator<Item = f32>) -> f32 {
    let log_odds = BIAS + length_weight(words) + weights.sum::<f32>();
    1.0 / (1.0 + (-log_odds).exp())
}

/// The log-odds of a message of ordinary length without any cue.
const BIAS: f32 = -2.74;

/// Very short messages are rarely proposals; the longest are stories and explanations.
fn length_weight(words: usize) -> f32 {
    match words {
        0..=3 => -1.14,
        4..=7 => -0.41,
        8..=15 => 0.0,
        16..=35 => 0.28,
        36..=90 => -0.12,
        _ => -0.40,
    }
}

/// The cues. Patterns see lower-case text, know ASCII only, and use no class that spans other text.
pub(super) const CUES: &[Cue] = &[
    cue(
        1.27,
        r"\bi(?:'d| would|'ll| will)?(?: like to| want to)?(?: also| therefore| hereby| still)? propos(?:e|ing)\b|\bi(?:'m| am) proposing\b|\bwe(?:'d like to| would like to)? propose\b|\bp\d+ and i propose\b",
    ),
    cue(
        0.69,
        r"\bi(?:'d| would|'ll)?(?: like to| also)? suggest\b|\bmy suggestion\b|\bi(?:'m| am) suggesting\b",
    ),
    cue(
        1.14,
        r"\bwe (?:all |really |probably |definitely |just |maybe |also |then |perhaps |do |still )*(?:should|ought to|'d better|had better)\b",
    ),
    cue(0.57, r"\b(?:should|shall) (?:we|the|this|it|that|there|people|i)\b"),
    cue(
        1.68,
        r"\bwe(?:'ll| will| do| still| all| really| also| definitely| eventually| just| probably)* (?:need|have|ought)(?: to| a| an| more| some)\b",
    ),
    cue(
        0.62,
        r"\b(?:we|us|group|team) (?:[a-z']+ ){0,2}(?:need|have|want|trying|got) to (?:decide|agree|settle|choose|pick|make a (?:decision|call))\b|\bdecision (?:is )?(?:needed|required)\b|\bneed(?:s)? a decision\b",
    ),
    cue(1.38, r"\b(?:maybe|perhaps|possibly)\b"),
    cue(0.97, r"\b(?:can|could|may|might|would) we\b"),
    cue(
        2.16,
        r"\bwe (?:can|could|may|might|would) (?:also |just |maybe |perhaps |either |even |probably |simply |always |at least |then |instead )*[a-z]+\b",
    ),
    cue(
        0.74,
        r"\blet(?:'s|s| us) (?:just |all |also |not |please |at least |maybe |then )*(?:[a-z]+)\b",
    ),
    cue(
        1.34,
        r"\b(?:let's|lets|let us|we(?:'ll| will| should| can)?|i say we|so) (?:just |then )*(?:go (?:with|for)|stick (?:with|to)|settle on|aim for|drop|adopt|postpone|defer|table|switch)\b",
    ),
    cue(
        1.36,
        r"\b(?:how|what) about\b|\bwhat if (?:we|you|the|i|it)\b|\bwhy not\b|\bwhy don't we\b|\bhow would (?:people|everyone|folks|you all)\b",
    ),
    cue(
        0.94,
        r"\bdo we (?:all |really |still |actually |even )*(?:want|need|agree|prefer|keep|have to|plan|think)\b|\bare we (?:going to|gonna|ok|okay|all|agreed|happy|in favou?r)\b|\bdoes (?:everyone|everybody|anyone) (?:agree|object|mind)\b",
    ),
    cue(
        1.25,
        r"\b(?:should|needs? to|must|ought to|has to) (?:also |probably |really |just |only |not |always |then |definitely )*(?:be|go|have|become|take|get|move|stay|come|happen|use|do)\b",
    ),
    cue(
        2.29,
        r"\b(?:any|no|are there|objections?|is there any|big|hear(?:ing)? no)(?: [a-z]+){0,2} ?(?:objections?|opposition|oppos(?:ed|ing)|concerns?|dissent|veto(?:es)?|blockers)\b|\bobjections? (?:to|if)\b|\b(?:anyone|anybody|everyone|someone|does anyone|everybody)(?: else)? (?:against|opposed|object|objects|mind if we|disagrees?|in favou?r)\b|\bspeak (?:up )?now\b",
    ),
    cue(
        0.81,
        r"\b(?:thoughts|opinions?|feedback|views|comments|ideas|suggestions|takes|wdyt|what do (?:you|people|others|folks|we|y'all)(?: all| guys| lot)? think|how does (?:that|this) (?:sound|look)|does (?:that|this) sound|sound (?:good|ok|okay|reasonable|fair)|make sense|agreed|ok with (?:that|this|everyone)|work for (?:you|everyone|people|everybody)|\+1)[a-z ]*\?",
    ),
    cue(
        0.54,
        r"\b(?:everyone|everybody|all of (?:you|us)|folks|team|guys|the group|people here|you all|y'all|@here|@channel)\b",
    ),
    cue(
        0.78,
        r"\b(?:good|better|best|great|useful|nice|reasonable|simpler|easier|easiest|wise|helpful|prudent|sensible) (?:idea|to|if|for|place|option|way|approach|solution|policy)\b|\bin order\b|\bmakes (?:more )?sense to\b",
    ),
    cue(
        1.01,
        r"\b(?:would|might|could|may|will|'d) (?:also |probably |really |maybe )*be (?:[a-z]+ )?(?:good|better|best|great|useful|nice|cool|wise|easier|helpful|possible|worth|simpler|awesome|neat|interesting)\b",
    ),
    cue(
        1.79,
        r"\b(?:imo|imho|i(?:'d| would) say|i say|i(?:'d| would) (?:rather|prefer|like|vote|go|be in favou?r)|i(?:'m| am) in favou?r|my (?:opinion|preference|vote|take|view))\b",
    ),
    cue(0.37, r"\bi (?:think|feel|believe|reckon|guess)\b"),
    cue(0.47, r"\bor [a-z0-9 ,'()/]+\?|\bor not\b|\bwhether (?:we|to)\b"),
    cue(
        0.42,
        r"\b(?:instead|rather than|unless|until|for now|at some point|by (?:monday|tuesday|wednesday|thursday|friday|end of|next|the end)|next (?:week|meeting|release|sprint|quarter|month)|before (?:the|we|q\d|next))\b",
    ),
    cue(
        1.44,
        r"\b(?:consider|reconsider|plan is|the plan|option|options|alternatively|alternative|proposal|policy|roadmap|priority|priorities|goal)\b",
    ),
    cue(
        1.15,
        r"\b(?:adopt|drop|remov(?:e|ing)|add(?:ing)?|mov(?:e|ing)|merge|merging|replac(?:e|ing)|switch(?:ing)?|renam(?:e|ing)|deprecat(?:e|ing)|retire|retiring|sunset|kill|launch(?:ing)?|releas(?:e|ing)|ship(?:ping)?|freeze|rais(?:e|ing)|lower(?:ing)?|charg(?:e|ing)|stop(?:ping)?|start(?:ing)?|keep(?:ing)?|split(?:ting)?|migrat(?:e|ing)|rewrit(?:e|ing)|require|requiring|cut(?:ting)?|hir(?:e|ing)|postpone|delay(?:ing)?|schedul(?:e|ing)|create|creating|set up|setting up|pick|implement|enable|disable|publish|announce)\b",
    ),
    cue(
        0.95,
        r"\b(?:(?:we|it was|it's|has been|have been|is|group|team)(?: have| has|'ve)?(?: all)? (?:decided|agreed|resolved|approved|settled|accepted)|decision(?: is| was| made|:)|sounds like (?:we|there)|general (?:approval|consensus|agreement)|consensus is|no objections|agreed on|hearing no|so we(?:'ll| will|'re going to| are going to) (?:go|use|do|keep|ship|drop)|we(?:'re| are) going (?:to|with)|going ahead with|final decision)\b",
    ),
    cue(
        0.41,
        r"\b(?:vote|poll|straw ?poll|show of hands|\+1/-1|in favou?r|approve|second (?:that|this))\b",
    ),
    cue(
        0.41,
        r"^please\b|\bcan (?:someone|somebody|anyone|you all)\b|\b(?:someone|somebody|people|you|devs?|they|users?) (?:should|needs? to|ought to)\b",
    ),
    cue(
        1.07,
        r"(?:^|[.;:\n] )(?:just |please |then |so |or |and |also |maybe |imho |imo )*(?:adopt|drop|remove|add|move|merge|replace|switch|rename|deprecate|retire|kill|launch|release|ship|freeze|raise|lower|charge|stop|start|keep|split|migrate|rewrite|require|cut|hire|postpone|delay|schedule|create|set up|pick|enable|disable|publish|announce|use|make|put|leave|go with|get|give)\b",
    ),
    cue(
        -1.10,
        r"\byou (?:can|could|might|may|should|need|want|will|would|have to|don't|are|were|must)\b|\bif you\b|\btry (?:to|using|it|with|that|a|the)\b|\byour\b|\bhave you\b|\bdid you\b|\bdo you\b|\bcan you\b",
    ),
    cue(
        -0.95,
        r"\bi(?:'ll| will|'m going to| am going to|'m gonna| can| could| might|'m| am|'ve| have| was| did| had| got| just| saw| found| don't| didn't| haven't)\b",
    ),
    cue(
        -0.63,
        r"\b(?:how (?:do|can|would|should|to) (?:i|you|one)?|is (?:there|it) (?:a|any|some|possible)|does (?:anyone|anybody|it|this|that|the)|anyone (?:know|used?|here)|what (?:is|are|does|do)|why (?:is|does|do|are|did)|where|when|who|which)\b",
    ),
    cue(
        -0.84,
        r"\b(?:thanks|thank you|thx|ty|cheers|lol|haha|hehe|heh|congrats|welcome|sorry|hello|hi|hey|morning|bye)\b",
    ),
    cue(
        -1.13,
        r"\b(?:was|were|had|did|didn't|been|said|went|used to|last (?:week|month|year|meeting|time)|yesterday|ago|earlier|already)\b",
    ),
    cue(
        -0.19,
        r"\b(?:he|she|they|someone|somebody|p\d+|guy|you) (?:said|says|suggested|suggests|proposed|proposes|wanted|wants|asked|argued|mentioned|thinks|thought)\b|\b(?:was|were|been) (?:proposed|suggested)\b",
    ),
    cue(
        -0.35,
        r"\bmov(?:e|ing) on\b|\bgo on to\b|\bnext (?:item|topic|point|question|agenda|up)\b|\banything else\b|\b(?:get started|start the meeting|the agenda|back to|skip (?:it|this|that))\b",
    ),
    cue(
        -0.19,
        r"\b(?:lunch|coffee|pizza|beers?|drinks?|dinner|breakfast|tea|party|game|movie|weekend|vacation|holidays?|birthday|cake)\b",
    ),
    cue(
        -0.31,
        r"\b(?:we|it) (?:can't|couldn't|won't|shouldn't|don't|didn't|haven't|cannot|can not)\b",
    ),
    cue(1.24, r"\?(?: |\n|$)"),
];
