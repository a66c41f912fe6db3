//! (coming)
pub mod balance;
