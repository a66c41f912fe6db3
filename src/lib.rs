//! Soundings: a Slack bot that asks every affected business function before a decision is made.
//!
//! The map, in reading order. Imports point one way, downwards in this list:
//!
//! - [`domain`]: what is true and what follows from it. Pure: events in, transitions out.
//! - [`reading`]: understanding text. Pure.
//! - [`views`]: meaning to Block Kit and fallback text. Pure.
//! - [`export`]: decisions as text for outside Slack. Pure.
//! - [`store`]: what is kept, and the promise that it is.
//! - [`engine`]: load, advance, commit; retry on conflict. The one subtle file.
//! - [`webhook`]: records handed on to a program outside.
//! - [`outbox`], [`schedule`], [`intake`]: effects go out, wake-ups and what Slack says come in.
//! - [`directory`]: what is known of people and channels at this moment.
//! - [`slack`]: the wire, in both directions.
//! - [`audit`]: what a Slack export shows, read on the side.
//! - [`rehearsal`]: a local Slack for trying and testing.
//! - [`cli`], [`doctor`], [`manifest`], [`config`], [`clock`], [`telemetry`], [`bot`]: the shell
//!   around it.

pub mod audit;
pub mod bot;
pub mod cli;
pub mod clock;
pub mod config;
pub mod directory;
pub mod doctor;
pub mod domain;
pub mod engine;
pub mod export;
pub mod intake;
pub mod manifest;
pub mod opinion;
pub mod outbox;
pub mod performance;
pub mod reading;
pub mod rehearsal;
pub mod schedule;
pub mod slack;
pub mod store;
pub mod telemetry;
pub mod views;
pub mod webhook;
