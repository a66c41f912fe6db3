//! The wire, in both directions: what Slack says becomes [`inbound::Inbound`], what we say goes through
//! [`client::SlackClient`].
//!
//! Typed models of the Slack library never decide the answer to a request: real payloads are odder than
//! any model. Signatures are checked on the bytes, bodies are read with small tolerant structs of our
//! own.

pub mod client;
pub mod http;
pub mod inbound;
pub mod socket;
