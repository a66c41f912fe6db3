//! What was decided, as its audience may know it.

use super::functions::unheard;
use super::shape::{Disposition, FollowUp, Gaps, NamedFunction, Record, UnheardFunction};
use super::{Exporter, text};
use crate::domain::decision::Decision;
use crate::domain::ids::FunctionId;
use crate::domain::record::{self, Essence, speaks_of};

impl Exporter<'_> {
    pub(super) fn record(&self, decision: &Decision, record: &record::Record) -> Record {
        let record::Record { by, at, essence, dispositions, gaps, after_the_fact } = record;
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
                .map(|(function, one)| self.disposition(decision, function, one))
                .collect(),
            gaps: gaps.as_ref().map(|gaps| self.gaps(gaps)),
            after_the_fact: *after_the_fact,
        }
    }

    fn disposition(
        &self,
        decision: &Decision,
        function: &FunctionId,
        disposition: &record::Disposition,
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
                FollowUp { by: by.or_else(|| self.person(decision, &one.by)), due: one.due }
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
