//! Deciding: the owner records what is decided and what becomes of every view, step by step, and
//! everybody who contributed gets a word back.

use super::*;
use crate::domain::aftermath::Aftermath;
use crate::domain::effect::Destination;
use crate::domain::message::Message;
use crate::domain::record::{
    self, Disposition, Filled, FollowUp, Gaps, PART_CHARS, Record, RecordDraft, SENTENCE_CHARS,
    Step, WHY_CHARS, fingerprint, heard, speaks_of,
};
use crate::domain::reply::{Field, FieldFault, Modal};
use jiff::SignedDuration;

/// `/soundings decide`, or *Record decision*: the record opens where the owner left it.
pub(super) fn ask(work: &mut Working<'_>, by: &UserId) {
    if may_decide(work, by) {
        let step = next_step(work, None);
        show(work, step);
    }
}

/// A step was handed in: it is kept, and the next one comes up.
pub(super) fn handed_in(work: &mut Working<'_>, by: &UserId, filled: &Filled) {
    if !may_decide(work, by) {
        return;
    }
    let faults = faults(work, filled);
    if !faults.is_empty() {
        work.reply = Reply::Faults(faults);
        return;
    }
    if let Filled::View { function, of, .. } = filled
        && !is_as_shown(work, function, of)
    {
        let step = Step::View(function.clone());
        work.reply = Reply::Open(Box::new(Modal::Decide { step, changed: true }));
        return;
    }
    if work.decision.record.is_some() {
        return dispose_later(work, by, filled);
    }
    keep(work, filled);
    draft(work).done.insert(filled.step());
    match filled {
        Filled::Check { back_to: Some(step) } => show(work, step.clone()),
        Filled::Check { back_to: None } => record(work, by),
        _ => {
            let step = next_step(work, Some(&filled.step()));
            show(work, step);
        }
    }
}

/// Something was typed into a step that is not handed in yet: it survives the form.
pub(super) fn typed(work: &mut Working<'_>, by: &UserId, filled: &Filled, at: &MessageTs) {
    let is_owner = *by == work.decision.owner;
    let newer = |draft: &RecordDraft| draft.typed.as_ref().is_none_or(|last| last < at);
    let fresh = work.decision.draft.as_deref().is_none_or(newer);
    if !is_owner || !work.decision.takes_views() || !fresh {
        return;
    }
    keep(work, filled);
    draft(work).typed = Some(at.clone());
}

fn show(work: &mut Working<'_>, step: Step) {
    work.reply = Reply::Open(Box::new(Modal::Decide { step, changed: false }));
}

fn draft<'a>(work: &'a mut Working<'_>) -> &'a mut RecordDraft {
    work.decision.draft.get_or_insert_default()
}

/// Whether a person may record now; if not, they are told why.
fn may_decide(work: &mut Working<'_>, by: &UserId) -> bool {
    let decision = &work.decision;
    if *by != decision.owner {
        work.say(Notice::OwnerOnly { owner: work.decision.owner.clone() });
        return false;
    }
    if decision.phase == Phase::Cancelled {
        work.say(Notice::NoSuchDecision);
        return false;
    }
    if decision.is_replaced() && decision.record.is_none() {
        work.say(Notice::WasReplaced);
        return false;
    }
    let complete = |record: &Record| record.without_disposition(decision).is_empty();
    if let Some(record) = decision.record.as_deref().filter(|record| complete(record)) {
        let notice = Notice::AlreadyDecided { by: record.by.clone(), at: record.at };
        work.say(notice);
        return false;
    }
    true
}

/// The first step after one (or of all) that was not handed in, or whose view has changed since.
fn next_step(work: &Working<'_>, after: Option<&Step>) -> Step {
    open_step(work.policy, &work.decision, work.now, after)
}

/// Returns the step of the record that comes after one, or the first that is open.
pub fn open_step(
    policy: &Policy,
    decision: &Decision,
    now: Timestamp,
    after: Option<&Step>,
) -> Step {
    if let Some(record) = &decision.record {
        let open = record.without_disposition(decision);
        return open.first().map_or(Step::Check, |function| Step::View((*function).clone()));
    }
    let steps = record::steps(policy, decision, now);
    let place = after.and_then(|step| steps.iter().position(|one| one == step));
    let mut later = steps.into_iter().skip(place.map_or(0, |place| place + 1));
    later.find(|step| *step == Step::Check || !is_done(decision, step)).unwrap_or(Step::Check)
}

fn is_done(decision: &Decision, step: &Step) -> bool {
    let Some(draft) = decision.draft.as_deref() else { return false };
    let overtaken = |function: &FunctionId| {
        let disposed = draft.dispositions.get(function);
        let slot = decision.slot(function);
        disposed.zip(slot).is_some_and(|(disposed, slot)| !speaks_of(disposed, slot))
    };
    draft.done.contains(step) && !matches!(step, Step::View(function) if overtaken(function))
}

/// Whether a view still says what the owner had before them.
fn is_as_shown(work: &Working<'_>, function: &FunctionId, of: &str) -> bool {
    let view = work.decision.slot(function).and_then(|slot| slot.view.as_ref());
    view.is_some_and(|view| fingerprint(&view.words) == of)
}

fn faults(work: &Working<'_>, filled: &Filled) -> Vec<(Field, FieldFault)> {
    let long = |field, text: Option<&str>, most: usize| {
        let long = text.is_some_and(|text| text.chars().nth(most).is_some());
        long.then_some((field, FieldFault::TooLong(most)))
    };
    let empty = |field, text: &str| text.trim().is_empty().then_some((field, FieldFault::Empty));
    let part = |field, text: &Option<String>| long(field, text.as_deref(), PART_CHARS);
    let today = work.now.to_zoned(work.decision.zone.rules()).date();
    let past = |field, day: &Option<jiff::civil::Date>| {
        day.is_some_and(|day| day < today).then_some((field, FieldFault::DayPast))
    };
    let found = match filled {
        Filled::Essence { sentence, serves_customer, serves_company, given_up } => vec![
            empty(Field::Sentence, sentence),
            long(Field::Sentence, Some(sentence), SENTENCE_CHARS),
            part(Field::ServesCustomer, serves_customer),
            part(Field::ServesCompany, serves_company),
            part(Field::GivenUp, given_up),
        ],
        Filled::Proof { cost_carried_by, measure, review_on, reopen_if } => vec![
            part(Field::Cost, cost_carried_by),
            part(Field::Measure, measure),
            past(Field::ReviewOn, review_on),
            part(Field::ReopenIf, reopen_if),
        ],
        Filled::View { outcome, why, follow_up_by, follow_up_due, .. } => {
            let unexplained = outcome.is_some() && why.trim().is_empty();
            let half = match (follow_up_by, follow_up_due) {
                (Some(_), None) => Some(Field::FollowUpDue),
                (None, Some(_)) => Some(Field::FollowUpBy),
                _ => None,
            };
            vec![
                unexplained.then_some((Field::Why, FieldFault::NoReason)),
                long(Field::Why, Some(why), WHY_CHARS),
                half.map(|field| (field, FieldFault::HalfAFollowUp)),
                past(Field::FollowUpDue, follow_up_due),
            ]
        }
        Filled::Gaps { reason } => {
            vec![empty(Field::Reason, reason), long(Field::Reason, Some(reason), REASON_CHARS)]
        }
        Filled::Check { .. } => Vec::new(),
    };
    found.into_iter().flatten().collect()
}

/// Keeps what a step holds.
fn keep(work: &mut Working<'_>, filled: &Filled) {
    let trimmed = |text: &Option<String>| {
        let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        text.map(str::to_owned)
    };
    let draft = draft(work);
    match filled {
        Filled::Essence { sentence, serves_customer, serves_company, given_up } => {
            draft.essence.sentence = sentence.trim().to_owned();
            draft.essence.serves_customer = trimmed(serves_customer);
            draft.essence.serves_company = trimmed(serves_company);
            draft.essence.given_up = trimmed(given_up);
        }
        Filled::Proof { cost_carried_by, measure, review_on, reopen_if } => {
            draft.essence.cost_carried_by = trimmed(cost_carried_by);
            draft.essence.measure = trimmed(measure);
            draft.essence.review_on = *review_on;
            draft.essence.reopen_if = trimmed(reopen_if);
        }
        Filled::View { function, .. } => match disposition(filled) {
            Some(disposition) => {
                draft.dispositions.insert(function.clone(), disposition);
            }
            None => {
                draft.dispositions.remove(function);
            }
        },
        Filled::Gaps { reason } => reason.trim().clone_into(&mut draft.reason),
        Filled::Check { .. } => {}
    }
}

/// What becomes of a view, if the step says so.
fn disposition(filled: &Filled) -> Option<Disposition> {
    let Filled::View { of, outcome, why, follow_up_by, follow_up_due, .. } = filled else {
        return None;
    };
    let follow_up = follow_up_by.clone().zip(*follow_up_due);
    Some(Disposition {
        outcome: (*outcome)?,
        why: why.trim().to_owned(),
        follow_up: follow_up.map(|(by, due)| FollowUp { by, due }),
        of: of.clone(),
    })
}

/// The last step was handed in. What is missing by now brings its own step up first.
fn record(work: &mut Working<'_>, by: &UserId) {
    let gaps = record::gaps(work.policy, &work.decision, work.now);
    let open = next_step(work, None);
    let missing = match open {
        Step::Check if !gaps.is_empty() && gaps.reason.is_empty() => Some(Step::Gaps),
        Step::Check => None,
        step => Some(step),
    };
    if let Some(step) = missing {
        return show(work, step);
    }
    if work.decision.is_listening() {
        let reason = gaps.reason.clone();
        closing::stop_listening(work, Ended::Early { by: by.clone(), reason }, Some(by));
    }
    post_record(work, by, gaps);
}

fn post_record(work: &mut Working<'_>, by: &UserId, gaps: Gaps) {
    let Some(draft) = work.decision.draft.take() else { return };
    let RecordDraft { essence, mut dispositions, .. } = *draft;
    dispositions.retain(|function, disposed| {
        work.decision.slot(function).is_some_and(|slot| speaks_of(disposed, slot))
    });
    let gaps = Some(gaps).filter(|gaps| !gaps.is_empty());
    let after_the_fact = work.decision.is_checked_afterwards();
    let after = Aftermath::of(work.policy, &work.decision, &essence, work.now);
    let at = moment(work);
    let record = Record {
        by: by.clone(),
        at,
        essence,
        dispositions,
        gaps,
        after_the_fact,
        after: Some(Box::new(after)),
        reopened: None,
    };
    closing::post_in_thread(work, Message::Decided { at });
    put_on_record(work, Some(by), record);
    let told = give_word_back(work, |_| true);
    closing::refresh_asks(work, |_| true);
    work.refresh_card();
    work.say(Notice::DecisionRecorded { title: work.decision.title.clone(), told });
}

/// When a record is made: now, and later than any before it, since everything about a record goes by its
/// moment.
fn moment(work: &Working<'_>) -> Timestamp {
    let before = work.decision.earlier.iter().map(|record| record.at).max();
    let after = before.and_then(|at| at.checked_add(SignedDuration::from_nanos(1)).ok());
    after.map_or(work.now, |after| after.max(work.now))
}

/// The decision is made and on record; programs outside that want to hear of it do.
pub(super) fn put_on_record(work: &mut Working<'_>, who: Option<&UserId>, record: Record) {
    let decided_at = record.at;
    work.decision.record = Some(Box::new(record));
    work.decision.phase = Phase::Decided;
    work.decision.offers.clear();
    work.note(who, Deed::Decided);
    if work.policy.webhook.is_some() {
        work.effects.push(Effect::HandOn { decided_at });
    }
}

/// A view that had no disposition gets one after the decision was recorded.
fn dispose_later(work: &mut Working<'_>, by: &UserId, filled: &Filled) {
    let Filled::View { function, .. } = filled else {
        let step = next_step(work, None);
        return show(work, step);
    };
    let Some(record) = work.decision.record.as_mut() else { return };
    let Some(disposition) = disposition(filled) else {
        work.reply = Reply::Faults(vec![(Field::Outcome, FieldFault::Empty)]);
        return;
    };
    if record.dispositions.contains_key(function) {
        let (by, at) = (record.by.clone(), record.at);
        return work.say(Notice::AlreadyDecided { by, at });
    }
    record.dispositions.insert(function.clone(), disposition);
    let done = record.clone().without_disposition(&work.decision).is_empty();
    work.note(Some(by), Deed::Disposed(function.clone()));
    closing::post_in_thread(work, Message::Disposed { function: function.clone() });
    give_word_back(work, |one| one == function);
    work.refresh_card();
    match done {
        true => work.say(Notice::DispositionKept { function: function.clone() }),
        false => {
            let step = next_step(work, None);
            show(work, step);
        }
    }
}

/// One word to each contributor on what became of their views; several of one person are bundled.
fn give_word_back(work: &mut Working<'_>, wanted: impl Fn(&FunctionId) -> bool) -> usize {
    let mut words: BTreeMap<UserId, Vec<FunctionId>> = BTreeMap::new();
    let Some(record) = work.decision.record.as_deref() else { return 0 };
    let at = record.at;
    let disposed = |slot: &&Slot| record.dispositions.contains_key(&slot.function);
    for slot in heard(&work.decision).filter(disposed).filter(|slot| wanted(&slot.function)) {
        let Some(view) = &slot.view else { continue };
        words.entry(view.by.clone()).or_default().push(slot.function.clone());
    }
    // Whoever decides knows what they decided.
    words.remove(&work.decision.owner);
    let told = words.len();
    for (user, functions) in words {
        let to = Destination::Dm(user.clone());
        let message = Message::WordBack { at, user, functions };
        work.effects.push(Effect::Post { to, message });
    }
    told
}

/// A contributor could not be told: their functions are named to the owner, who can.
pub(super) fn word_not_given(work: &mut Working<'_>, functions: &[FunctionId]) {
    let to = Destination::Dm(work.decision.owner.clone());
    let message = Message::WordNotGiven { functions: functions.to_vec() };
    work.effects.push(Effect::Post { to, message });
}

/// The record could not be handed on to the webhook: whoever looks at the bot's faults finds it.
pub(super) fn not_handed_on(work: &mut Working<'_>, why: &str) {
    let (at, why) = (work.now, why.to_owned());
    work.decision.faults.push(Fault { at, what: Failed::Webhook, why });
}
