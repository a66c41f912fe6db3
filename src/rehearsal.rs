//! A local Slack for trying and testing.
//!
//! A *model* of Slack in this process: real HTTP and WebSocket on loopback, a Web API subset, signed
//! events, redelivery, and hands for the people in it. The real bot runs against it by nothing but
//! `SLACK_API_URL` and its tokens; nothing here knows the bot's own types.
//!
//! - [`script`]: who says and clicks what, day by day, as a text file.
//! - [`spec`]: who and what is in a workspace at its start.
//! - [`workspace`]: the running workspace; [`hands`] are what people do in it.
//! - `state`, `web_api`, `delivery`, `socket`, `response_url`: the model itself.
//! - [`story`]: what people see, and how it is printed.
//! - [`player`]: plays a script against a running bot, on a clock that is moved by hand.

mod block_rules;
mod delivery;
pub mod forms;
pub mod hands;
mod payloads;
pub mod player;
mod response_url;
pub mod script;
mod socket;
pub mod spec;
mod state;
pub mod story;
mod web_api;
pub mod workspace;
