//! The one test binary.
mod views;
