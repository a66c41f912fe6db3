//! What a simpler reader would do: a list of keywords, as somebody would write it in an afternoon.

use regex::{Regex, RegexBuilder};
use soundings::reading::CLASSES;

/// One pattern per label but *other*, in the order of the labels.
pub struct Keywords([Regex; CLASSES - 1]);

impl Default for Keywords {
    fn default() -> Self {
        let patterns = [
            r"\b(?:(?:i|we)(?:'d)?(?: like to)? (?:propose|suggest|recommend)|proposal|suggestion|we (?:should|could|need to|ought to)|let'?s|how about|what about|what if|why don'?t we|maybe we|can we|could we)\b",
            r"\b(?:(?:we|it(?:'s| was| is)?|have|has been) (?:decided|agreed|resolved|approved|settled)|decision|no objections|going with|we(?:'ll| will) go with|consensus is|final(?:ly)? decided|done deal)\b",
            r"\b(?:should we|shall we|do we (?:want|need)|any (?:objections?|thoughts|opinions|preferences?)|thoughts|wdyt|what do (?:you|people|others|we) (?:all )?think|vote|poll|which (?:one|option)|or)\b[^?]*\?",
            r"\b(?:i (?:don'?t|do not) (?:think|like|agree|want)|disagree|object(?:ion)?|against|not sure|concern(?:ed|s)?|bad idea|not convinced|-1|problem is|worried)\b",
            r"(?:\+1|\b(?:i agree|agreed|sounds? (?:good|great|fine)|good idea|great idea|makes sense|yes|yep|yeah|lgtm|i like|in favou?r|support)\b)",
        ];
        let compiled = patterns.map(|pattern| {
            RegexBuilder::new(pattern).case_insensitive(true).build().expect("a fixed pattern")
        });
        Self(compiled)
    }
}

impl Keywords {
    /// Tells which labels a text has a keyword of.
    pub fn labels(&self, text: &str) -> [bool; CLASSES - 1] {
        let text = text.replace('\u{2019}', "'");
        std::array::from_fn(|class| self.0[class].is_match(&text))
    }

    /// Tells whether a text has a keyword of decision talk.
    pub fn talk(&self, text: &str) -> bool {
        self.labels(text)[..3].iter().any(|found| *found)
    }
}
