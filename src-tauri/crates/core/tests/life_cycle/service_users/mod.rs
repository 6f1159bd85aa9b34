//! The same life on a server with service users: tokens of others, ends that are chosen, an answer
//! to a create that says the id, and a list of owners that changes under one's feet.

mod answer_lost;
mod chosen;
mod crash;
mod create;
mod delete;
mod explained;
mod interface;
mod lag;
mod new_owners;
mod owners;
mod refused;
mod shown;
mod unasked;
mod unlisted;
mod unsaved;
mod wish;
