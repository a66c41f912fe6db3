//! The parts forms are made of. Every field is an input block whose id is the field's name.

use crate::domain::answer::FIELD_CHARS;
use crate::domain::event::Draft;
use crate::domain::kind::{Door, Kind};
use crate::domain::reply::Field;
use crate::views::words::plain;
use crate::views::{limits, states};
use slack_morphism::prelude::*;

pub(super) use crate::views::controls::INPUT;

/// An option of a select.
pub(super) type Choice = SlackBlockChoiceItem<SlackBlockPlainTextOnly>;

/// Returns the choice of a kind.
pub(super) fn kinds(chosen: Kind) -> SlackBlock {
    let option = |kind: Kind| choice(states::kind(kind), kind.as_str());
    let select = SlackBlockStaticSelectElement::new()
        .with_action_id(INPUT.into())
        .with_options(Kind::ALL.into_iter().map(option).collect())
        .with_initial_option(option(chosen));
    input(Field::Kind, "Kind of decision", select.into())
}

/// Returns the choice of a door.
pub(super) fn doors(chosen: Door) -> SlackBlock {
    let option = |door: Door| {
        let text = SlackBlockText::Plain(states::door(door).into());
        SlackBlockChoiceItem::new(text, door.as_str().to_owned())
    };
    let radio =
        SlackBlockRadioButtonsElement::new(vec![option(Door::TwoWay), option(Door::OneWay)])
            .with_action_id(INPUT.into())
            .with_initial_option(option(chosen));
    input(Field::Door, "Door: can it be undone?", radio.into())
}

/// Where to post; a proposal that is a message already stays where it is.
pub(super) fn channel(draft: &Draft) -> Option<SlackBlock> {
    if draft.source.is_some() {
        return None;
    }
    let here = Some(draft.channel.as_str()).filter(|channel| !channel.is_empty());
    let select = SlackBlockConversationsSelectElement::new()
        .with_action_id(INPUT.into())
        .opt_initial_conversation(here.map(|channel| SlackConversationId(channel.to_owned())))
        .with_filter(SlackBlockConversationFilter::new().with_include(vec![
            SlackConversationFilterInclude::Public,
            SlackConversationFilterInclude::Private,
        ]));
    Some(input(Field::Channel, "Channel to post it in", select.into()))
}

/// Returns a field of one line.
pub(super) fn short_input(
    field: Field,
    label: &str,
    initial: Option<&str>,
    most: usize,
) -> SlackBlock {
    input(field, label, text_input(initial, most).into())
}

/// Returns a field of several lines.
pub(super) fn long_input(field: Field, label: &str, initial: Option<&str>) -> SlackBlock {
    input(field, label, text_input(initial, FIELD_CHARS).with_multiline(true).into())
}

/// A text field. What it starts with is plain text: Slack shows it as it is.
pub(super) fn text_input(initial: Option<&str>, most: usize) -> SlackBlockPlainTextInputElement {
    let most = most.min(limits::INPUT);
    let initial = initial.map(|text| limits::clip(plain(text).trim(), most));
    SlackBlockPlainTextInputElement::new()
        .with_action_id(INPUT.into())
        .with_max_length(u64::try_from(most).unwrap_or(u64::MAX))
        .opt_initial_value(initial.filter(|text| !text.is_empty()))
}

/// Returns a field.
pub(super) fn input(field: Field, label: &str, element: SlackInputBlockElement) -> SlackBlock {
    SlackInputBlock::new(limits::clip(label, limits::LABEL).as_str().into(), element)
        .with_block_id(field.as_str().to_owned().into())
        .into()
}

/// Makes a field one that may be left empty.
pub(super) fn optional(block: SlackBlock) -> SlackBlock {
    match block {
        SlackBlock::Input(input) => input.with_optional(true).into(),
        other => other,
    }
}

/// Adds a hint to a field.
pub(super) fn hinted(block: SlackBlock, hint: &str) -> SlackBlock {
    match block {
        SlackBlock::Input(input) => input.with_hint(hint.into()).into(),
        other => other,
    }
}

/// Returns an option.
pub(super) fn choice(text: &str, value: &str) -> Choice {
    let text = limits::clip(&plain(text), limits::OPTION);
    SlackBlockChoiceItem::new(text.as_str().into(), limits::clip(value, limits::OPTION_VALUE))
}

/// Returns a paragraph.
pub(super) fn text(mrkdwn: &str) -> SlackBlock {
    let text = SlackBlockMarkDownText::new(limits::clip(mrkdwn, limits::SECTION));
    SlackSectionBlock::new().with_text(SlackBlockText::MarkDown(text)).into()
}

/// Returns small print.
pub(super) fn fine(mrkdwn: &str) -> SlackBlock {
    let text = SlackBlockMarkDownText::new(limits::clip(mrkdwn, limits::SECTION));
    SlackContextBlock::new(vec![SlackContextBlockElement::MarkDown(text)]).into()
}
