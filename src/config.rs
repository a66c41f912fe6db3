//! (coming)
pub mod lenses;
