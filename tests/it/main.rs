//! The one test binary.
mod store_contract;
