//! Stories of the pure heart: what happens to decisions, people and workspaces, read as transcripts.
//!
//! No network, no store, no time that passes by itself: [`world`] holds the states and answers what the
//! domain wants to know.

mod aftercare;
mod asking;
mod blind_spots;
mod bounding;
mod checking;
mod claims;
mod closing;
mod deciding;
mod delegating;
mod explaining;
mod guessing;
mod hearing;
mod hesitating;
mod history;
mod learning;
mod opening;
mod pulling;
mod recalling;
mod relating;
mod render;
mod room;
mod silence;
mod tensions;
mod weekly;
pub mod world;
