//! The small messages between opening and closing: offers, claims, what changed, who cannot be
//! reached.

use super::ask::{self, press_button, settle};
use super::page::{Button, Line, Page};
use super::words::{channel, link, moment, person, whose};
use super::{Rendered, Scene, card, results, states};
use crate::domain::aftermath::Cause;
use crate::domain::decision::{Decision, Offer};
use crate::domain::ids::{ChannelId, FunctionId, MessageTs, UserId};
use crate::domain::reply::Press;
use crate::domain::slot::{Slot, SlotState, Unreachable};
use jiff::Timestamp;

/// How much of a reply an offer quotes.
const EXCERPT: usize = 300;

impl Scene<'_> {
    /// Tells whoever is to decide that somebody else asked for perspectives, and what they can do.
    pub(super) fn opened_for_owner(&self, decision: &Decision, by: &UserId) -> Rendered {
        let until = moment(decision.closes_at, &decision.zone);
        let who = format!(
            "{} asked for perspectives on this, and you are the one who decides.",
            person(by)
        );
        let what = format!(
            "I am asking each affected function one question, and show in the thread who has been \
             heard. Listening ends {until}; then you get what was heard, with names. Until then you \
             can change it, here or on the card, or say that it is not a decision."
        );
        Page::new()
            .lines([ask::headline(decision), who.into()])
            .line(what)
            .choices(self.owners_choices(decision))
            .buttons(card::owners_buttons(decision))
            .render()
    }

    /// Asks whoever is to decide whether they took it back.
    pub(super) fn taken_back(&self, decision: &Decision) -> Rendered {
        Page::new()
            .lines([ask::headline(decision), "Did you take this back?".into()])
            .line(
                "I go on asking until you say so. *Take it back* removes what was said so far, and tells \
                 those I asked that nothing is needed; *Close early* stops asking and keeps what was said. \
                 If it still stands, there is nothing to do.",
            )
            .buttons(card::ending_buttons(decision))
            .render()
    }

    /// Tells whoever was to decide that somebody said that it is no decision, and the way back.
    pub(super) fn dismissed_for_owner(
        &self,
        by: &UserId,
        (place, ts): (&ChannelId, &MessageTs),
    ) -> Rendered {
        let message = link(place, ts, "this message");
        let (by, place) = (person(by), channel(place));
        Page::new()
            .line(format!(
                "{by} marked {message} in {place} as not a decision, so I have removed its card and \
                 the questions. To open it all the same, choose *Ask for perspectives* in its menu."
            ))
            .render()
    }

    /// Asks a reply's author whether it counts.
    pub(super) fn reply_offer(&self, decision: &Decision, reply: &MessageTs) -> Option<Rendered> {
        let offer = decision.offers.get(reply)?;
        if !offer.remark.is_words() {
            return Some(self.agreement_offer(decision, reply, offer));
        }
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
        let joins = offer.functions.iter().all(|function| decision.slot(function).is_none());
        let joins = if joins { " With your yes it comes to the card." } else { "" };
        let asked = Line::new(format!("*{question}*{joins}"));
        let page = Page::new()
            .lines([asked, Line::quote(&offer.text, EXCERPT)])
            .buttons(yes.chain([no]))
            .fine(format!(
                "Only you see this. Nothing counts without your yes. With it, your words stand \
                 under the function's name, and {} sees that they are yours.",
                person(&decision.owner)
            ));
        Some(page.render())
    }

    /// Asks the author of a reply that only agrees whether it is to count as no objection.
    fn agreement_offer(&self, decision: &Decision, reply: &MessageTs, offer: &Offer) -> Rendered {
        let several = offer.functions.len() > 1;
        let question =
            format!("Count this as no objection from {}?", self.names_or(&offer.functions));
        let yes = offer.functions.iter().map(|function| {
            let label = match several {
                true => format!("No objection, {}", self.policy.library.name_of(function)),
                false => "Count as no objection".to_owned(),
            };
            let press = Press::AgreeReply { reply: reply.clone(), function: function.clone() };
            let button = press_button(&decision.id, &label, press);
            if several { button } else { button.primary() }
        });
        let own = offer.functions.iter().map(|function| {
            let label = match several {
                true => format!("Answer for {}", self.policy.library.name_of(function)),
                false => "Answer in my words".to_owned(),
            };
            press_button(&decision.id, &label, Press::Answer { function: function.clone() })
        });
        let leave = Press::IgnoreReply { reply: reply.clone() };
        let leave = press_button(&decision.id, "Leave it", leave);
        Page::new()
            .lines([Line::new(format!("*{question}*")), Line::quote(&offer.text, EXCERPT)])
            .buttons(yes.chain(own).chain([leave]))
            .fine(format!(
                "Only you see this. Nothing counts without your yes. With it, the thread shows the \
                 function without an objection, and {} sees that it was you.",
                person(&decision.owner)
            ))
            .render()
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
        (cause, reason): (Option<Cause>, Option<&str>),
        until: Timestamp,
    ) -> Rendered {
        let until = moment(until, &decision.zone);
        let head = format!("{} has reopened this. Listening goes on until {until}.", person(by));
        let cause = cause.map(|cause| Line::new(format!("Cause: {}.", results::cause(cause))));
        let reason = reason.map(|reason| Line::new("Reason: ").words(reason));
        Page::new()
            .lines([card::title(decision), head.into()].into_iter().chain(cause).chain(reason))
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

    /// Tells the owner which functions could not be reached, by reason, and what helps.
    pub(super) fn could_not_reach(
        &self,
        decision: &Decision,
        functions: &[FunctionId],
    ) -> Option<Rendered> {
        let told = |slot: &&Slot| functions.contains(&slot.function);
        let unreachable = |slot: &&Slot| matches!(slot.state, SlotState::Unreachable { .. });
        let slots: Vec<&Slot> = decision.slots.iter().filter(told).filter(unreachable).collect();
        let (them, they) = match slots.len() {
            0 => return None,
            1 => ("it", "it"),
            _ => ("them", "they"),
        };
        let lines = self.unreached(&slots);
        let people = slots.iter().flat_map(|slot| self.people(slot));
        let people = people.map(|line| Line::new(format!("• {line}")));
        let buttons = decision
            .is_listening()
            .then(|| press_button(&decision.id, "Change functions", Press::ChangeAffected));
        let page = Page::new()
            .lines([card::title(decision)].into_iter().chain(lines).chain(people))
            .line(format!(
                "You can ask somebody yourself to write in {}, or take a function off the list. \
                 Whoever runs me can name people for {them} under `[functions]` in my \
                 configuration. Until then the digest says that {they} could not be reached.",
                card::thread(decision)
            ))
            .buttons(buttons.into_iter().collect::<Vec<Button>>());
        Some(page.render())
    }

    /// A line for each reason, with the functions for which it is the same.
    fn unreached(&self, slots: &[&Slot]) -> Vec<Line> {
        let mut groups: Vec<(Unreachable, Vec<&FunctionId>)> = Vec::new();
        for slot in slots {
            let SlotState::Unreachable { why } = slot.state else { continue };
            match groups.iter_mut().find(|group| group.0 == why) {
                Some(group) => group.1.push(&slot.function),
                None => groups.push((why, vec![&slot.function])),
            }
        }
        let lines = groups.into_iter().map(|(why, functions)| {
            let why = states::unreachable(why, functions.len());
            Line::new(format!("⚠️ *{}* {why}.", self.names(functions)))
        });
        lines.collect()
    }
}
