//! Is it done? The question to whoever follows up what was promised to a function.

use super::super::controls::Control;
use super::super::page::{Button, Line, Page};
use super::super::words::{day, person};
use super::super::{Rendered, Scene, ask, results, states};
use super::{overtaken, standing};
use crate::domain::aftermath::Progress;
use crate::domain::decision::Decision;
use crate::domain::ids::FunctionId;
use crate::domain::record::Record;
use crate::domain::reply::Press;
use jiff::Timestamp;

/// How much of a view a follow-up repeats.
const POINT: usize = 200;

impl Scene<'_> {
    /// Returns the question whether what was promised is done, as it stands.
    pub(in crate::views) fn follow_up_due(
        &self,
        decision: &Decision,
        at: Timestamp,
        functions: &[FunctionId],
    ) -> Rendered {
        let Some((record, after)) = standing(decision, at) else {
            return overtaken(decision).render();
        };
        let several = functions.len() > 1;
        let asked =
            functions.iter().filter_map(|one| self.promised(decision, record, one, several));
        let lead = format!("{} named you to follow this up. Is it done?", person(&record.by));
        let page = Page::new().lines([ask::headline(decision), lead.into()]);
        let page = asked.fold(page, Page::page);
        let open = functions.iter().any(|one| {
            let followed = after.follow_ups.get(one);
            followed.is_some_and(|followed| followed.answer.is_none())
        });
        let fine = "I ask this once. The card shows your answer under the function's name.";
        page.fine(fine).buttons(open.then(|| Button::new("Mute", Control::Mute))).render()
    }

    fn promised(
        &self,
        decision: &Decision,
        record: &Record,
        function: &FunctionId,
        several: bool,
    ) -> Option<Page> {
        let disposition = record.dispositions.get(function)?;
        let due = day(disposition.follow_up.as_ref()?.due);
        let followed = record.after.as_ref()?.follow_ups.get(function)?;
        let outcome = states::outcome(disposition.outcome);
        let name = self.name(function);
        let head = Line::new(format!("*{name}*, {outcome}, by {due}: ")).words(&disposition.why);
        let need = decision.slot(function).and_then(|slot| slot.view.as_ref());
        let need =
            need.map(|view| Line::new("What it asked for: ").excerpt(&view.words.need, POINT));
        let said =
            followed.answer.map(|one| Line::new(format!("You said: {}.", results::progress(one))));
        let page = Page::new().lines([head].into_iter().chain(need.map(Line::minor)).chain(said));
        let left = match followed.answer {
            None => Progress::ALL,
            Some(Progress::NotYet) => &[Progress::Done, Progress::Dropped],
            Some(Progress::Done | Progress::Dropped) => &[],
        };
        let button = |progress: &Progress| {
            let label = match progress {
                Progress::Done => "Done",
                Progress::NotYet => "Not yet",
                Progress::Dropped => "Dropped",
            };
            let plain = self.policy.library.name_of(function);
            let label = if several { format!("{label}, {plain}") } else { label.to_owned() };
            let press = Press::FollowUp { function: function.clone(), progress: *progress };
            ask::press_button(&decision.id, &label, press)
        };
        Some(page.buttons(left.iter().map(button)))
    }
}
