//! What is true and what follows from it.
//!
//! Pure: no input or output, no clock, no randomness, no environment. [`advance`](fn@advance) takes a
//! state, the time and an event, and returns the new state and the effects as data.

pub mod ids;
pub mod kind;
pub mod lens;
