//! The small messages between opening and closing: offers, claims, what changed, who cannot be
//! reached.

use super::ask::{self, press_button, settle};
use super::page::{Button, Line, Page};
use super::words::{moment, person, whose};
use super::{Rendered, Scene, card, states};
use crate::domain::decision::Decision;
use crate::domain::ids::{FunctionId, MessageTs, UserId};
use crate::domain::reply::Press;
use crate::domain::slot::SlotState;
use jiff::Timestamp;

/// How much of a reply an offer quotes.
const EXCERPT: usize = 300;

impl Scene<'_> {
    /// Asks a reply's author whether it counts.
    pub(super) fn reply_offer(&self, decision: &Decision, reply: &MessageTs) -> Option<Rendered> {
        let offer = decision.offers.get(reply)?;
        let several = offer.functions.len() > 1;
        let question = match several {
            true => format!("Count this as the view of {}?", self.names_or(&offer.functions)),
            false => format!("Count this as {} view?", whose(&self.names_or(&offer.functions))),
        };
        let yes = offer.functions.iter().map(|function| {
            let label = match several {
                true => format!("Yes, for {}", self.policy.library.name_of(function)),
                false => "Yes, count it".to_owned(),
            };
            let press = Press::CountReply { reply: reply.clone(), function: function.clone() };
            let button = press_button(&decision.id, &label, press);
            if several { button } else { button.primary() }
        });
        let no = Press::IgnoreReply { reply: reply.clone() };
        let no = press_button(&decision.id, "No, just talking", no);
        let page = Page::new()
            .lines([Line::new(format!("*{question}*")), Line::quote(&offer.text, EXCERPT)])
            .buttons(yes.chain([no]))
            .fine(format!(
                "Only you see this. Nothing counts without your yes. With it, your words stand \
                 under the function's name, and {} sees that they are yours.",
                person(&decision.owner)
            ));
        Some(page.render())
    }

    fn names_or(&self, functions: &[FunctionId]) -> String {
        let names: Vec<String> = functions.iter().map(|one| self.name(one)).collect();
        names.join(" or ")
    }

    /// Asks the owner to confirm that a function is not affected.
    pub(super) fn claim_for_owner(
        &self,
        decision: &Decision,
        function: &FunctionId,
    ) -> Option<Rendered> {
        let claim = decision.slot(function)?.claim.as_ref()?;
        let name = self.name(function);
        let line = format!(
            "{} says that {name} is not affected by this. If you confirm it, {name} is no longer \
             counted.",
            person(&claim.by)
        );
        let page = Page::new().lines([ask::headline(decision), line.into()]).buttons(settle(
            &decision.id,
            function,
            "Ask them anyway",
        ));
        Some(page.render())
    }

    /// Asks somebody of a function to confirm that it is not affected.
    pub(super) fn claim_for_function(
        &self,
        decision: &Decision,
        function: &FunctionId,
    ) -> Option<Rendered> {
        decision.slot(function)?;
        let name = self.name(function);
        let line = format!(
            "{} says that {name} is not affected by this. If you confirm it, nothing more is \
             needed from {name}.",
            person(&decision.owner)
        );
        let page = Page::new().lines([ask::headline(decision), line.into()]).buttons(settle(
            &decision.id,
            function,
            "We are affected",
        ));
        Some(page.render())
    }

    /// Tells the thread that listening goes on.
    pub(super) fn reopened(
        &self,
        decision: &Decision,
        by: &UserId,
        reason: Option<&str>,
        until: Timestamp,
    ) -> Rendered {
        let until = moment(until, &decision.zone);
        let head = format!("{} has reopened this. Listening goes on until {until}.", person(by));
        let reason = reason.map(|reason| Line::new("Reason: ").words(reason));
        Page::new()
            .lines([card::title(decision), head.into()].into_iter().chain(reason))
            .line("Views that were given stand, and can be changed again.")
            .render()
    }

    /// Tells the thread that the proposal changed after views were given.
    pub(super) fn proposal_changed(&self, decision: &Decision, version: u32) -> Rendered {
        let earlier = decision
            .slots
            .iter()
            .filter(|slot| slot.view.as_ref().is_some_and(|view| view.version < version));
        let earlier: Vec<&FunctionId> = earlier.map(|slot| &slot.function).collect();
        let edited = format!("The proposal was edited; this is version {version}.");
        let check = (!earlier.is_empty()).then(|| {
            Line::new(format!(
                "Views on an earlier version: {}. If yours no longer fits, change it in the \
                 message in which I asked you.",
                self.names(earlier)
            ))
        });
        Page::new().lines([card::title(decision), edited.into()].into_iter().chain(check)).render()
    }

    /// Tells the owner that a function could not be reached, and what helps.
    pub(super) fn could_not_reach(
        &self,
        decision: &Decision,
        function: &FunctionId,
    ) -> Option<Rendered> {
        let slot = decision.slot(function)?;
        let SlotState::Unreachable { why } = &slot.state else { return None };
        let name = self.name(function);
        let head = format!("⚠️ *{name}* {}.", states::unreachable(*why));
        let people = self.people(decision, slot).into_iter();
        let people = people.map(|line| Line::new(format!("• {line}")));
        let buttons = decision
            .is_listening()
            .then(|| press_button(&decision.id, "Change functions", Press::ChangeAffected));
        let page = Page::new()
            .lines([card::title(decision), head.into()].into_iter().chain(people))
            .line(format!(
                "You can ask somebody of {name} yourself to write in {}, or say that {name} is not \
                 affected. Whoever runs me can name more people for {name}. Until then the digest \
                 says that {name} could not be reached.",
                card::thread(decision)
            ))
            .buttons(buttons.into_iter().collect::<Vec<Button>>());
        Some(page.render())
    }
}
