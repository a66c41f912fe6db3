//! The one test binary.
mod store_contract;
mod store_crash;
mod store_format;
mod store_power_loss;
mod store_refusals;

mod reading;
