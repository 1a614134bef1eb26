//! Portals that take content from each other, as clerks see them: real sites in folders, the real program, a real host on the
//! loopback. Whatever a publisher or somebody on the way does, what is shown is what was signed, or what was shown before.

mod approval;
mod attacks;
mod attribution;
mod audit;
mod faults;
mod feed;
mod forged;
mod hostile;
mod include;
mod killed;
mod mount;
mod network;
mod others;
mod pair;
mod share;
mod source;
mod stale;
mod withdraw;
