//! Portals that take content from each other: real sites in folders, the real program, and a real
//! host on the loopback. Whatever a publisher or an attacker does, a portal shows only signed
//! items, or those that it showed before.

mod approval;
mod attacks;
mod attribution;
mod audit;
mod carried;
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
mod rotation;
mod share;
mod source;
mod stale;
mod terms;
mod withdraw;
