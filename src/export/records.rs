//! What was decided, as its audience may know it.

use super::functions::unheard;
use super::shape::{
    Disposition, FollowUp, Gaps, NamedFunction, Outcome, Record, Reopened, UnheardFunction,
};
use super::{Exporter, text};
use crate::domain::aftermath::{Cause, Followed, Progress, Reopening, ReviewResult};
use crate::domain::decision::Decision;
use crate::domain::ids::FunctionId;
use crate::domain::record::{self, Essence, speaks_of};

impl Exporter<'_> {
    pub(super) fn record(&self, decision: &Decision, record: &record::Record) -> Record {
        let record::Record { by, at, essence, dispositions, gaps, after_the_fact, after, reopened } =
            record;
        // Of what comes after, counts went to the owner once and worries are theirs to read: neither is
        // exported.
        let after = after.as_deref();
        let Essence {
            sentence,
            serves_customer,
            serves_company,
            given_up,
            cost_carried_by,
            measure,
            review_on,
            reopen_if,
        } = essence;
        // In the order in which people see functions; the map's is that of their short names.
        let mut dispositions: Vec<_> = dispositions.iter().collect();
        dispositions.sort_by_key(|(function, _)| self.policy.library.place(function));
        let dispositions = dispositions.into_iter();
        Record {
            by: by.to_string(),
            at: *at,
            sentence: text::plain(sentence),
            serves_customer: text::part(serves_customer),
            serves_company: text::part(serves_company),
            given_up: text::part(given_up),
            cost_carried_by: text::part(cost_carried_by),
            measure: text::part(measure),
            review_on: *review_on,
            reopen_if: text::part(reopen_if),
            dispositions: dispositions
                .map(|(function, one)| {
                    let followed = after.and_then(|after| after.follow_ups.get(function));
                    self.disposition(decision, function, one, followed)
                })
                .collect(),
            gaps: gaps.as_ref().map(|gaps| self.gaps(gaps)),
            after_the_fact: *after_the_fact,
            result: after.and_then(|after| after.result.as_ref()).map(outcome),
            reopened: reopened.as_ref().map(again),
        }
    }

    fn disposition(
        &self,
        decision: &Decision,
        function: &FunctionId,
        disposition: &record::Disposition,
        followed: Option<&Followed>,
    ) -> Disposition {
        let follow_up = disposition.follow_up.as_ref();
        let slot = decision.slot(function);
        Disposition {
            function: function.to_string(),
            name: self.name(function),
            outcome: disposition.outcome.as_str(),
            why: text::plain(&disposition.why),
            follow_up: follow_up.map(|one| {
                // Only the contributor and the owner are told who.
                let theirs = slot.and_then(|slot| slot.view.as_ref());
                let told = theirs.is_some_and(|view| self.audience.is(&view.by));
                let by = told.then(|| one.by.to_string());
                FollowUp {
                    by: by.or_else(|| self.person(decision, &one.by)),
                    due: one.due,
                    progress: followed.and_then(|one| one.answer).map(Progress::as_str),
                    progress_at: followed.and_then(|one| one.answered_at),
                }
            }),
            of_present_view: slot.is_some_and(|slot| speaks_of(disposition, slot)),
        }
    }

    fn gaps(&self, gaps: &record::Gaps) -> Gaps {
        let named = |function: &FunctionId| NamedFunction {
            function: function.to_string(),
            name: self.name(function),
        };
        let unheard = gaps.unheard.iter().map(|(function, why)| UnheardFunction {
            function: function.to_string(),
            name: self.name(function),
            unheard: unheard(why),
        });
        Gaps {
            unheard: unheard.collect(),
            without_disposition: gaps.without_disposition.iter().map(named).collect(),
            early: gaps.early,
            reason: text::plain(&gaps.reason),
        }
    }
}

fn outcome(result: &ReviewResult) -> Outcome {
    Outcome {
        by: result.by.to_string(),
        at: result.at,
        text: text::plain(&result.text),
        turned: result.turned.as_str(),
        cause: result.cause.map(Cause::as_str),
    }
}

fn again(reopening: &Reopening) -> Reopened {
    Reopened {
        by: reopening.by.to_string(),
        at: reopening.at,
        cause: reopening.cause.as_str(),
        reason: text::part(&reopening.reason),
    }
}
