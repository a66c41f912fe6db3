//! sled
pub struct SledStore;
