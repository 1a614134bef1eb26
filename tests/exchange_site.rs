//! Portals that take content from each other, as clerks see them: real sites in folders, the real program, a real host on the
//! loopback. Whatever a publisher or somebody on the way does, what is shown is what was signed, or what was shown before.

mod harness;

#[path = "exchange_site/approval.rs"]
mod approval;
#[path = "exchange_site/attacks.rs"]
mod attacks;
#[path = "exchange_site/attribution.rs"]
mod attribution;
#[path = "exchange_site/audit.rs"]
mod audit;
#[path = "exchange_site/faults.rs"]
mod faults;
#[path = "exchange_site/feed.rs"]
mod feed;
#[path = "exchange_site/forged.rs"]
mod forged;
#[path = "exchange_site/hostile.rs"]
mod hostile;
#[path = "exchange_site/include.rs"]
mod include;
#[path = "exchange_site/killed.rs"]
mod killed;
#[path = "exchange_site/mount.rs"]
mod mount;
#[path = "exchange_site/network.rs"]
mod network;
#[path = "exchange_site/others.rs"]
mod others;
#[path = "exchange_site/pair.rs"]
mod pair;
#[path = "exchange_site/portals.rs"]
mod portals;
#[path = "exchange_site/province.rs"]
mod province;
#[path = "exchange/server.rs"]
mod server;
#[path = "exchange_site/share.rs"]
mod share;
#[path = "exchange_site/source.rs"]
mod source;
#[path = "exchange_site/stale.rs"]
mod stale;
#[path = "exchange_site/withdraw.rs"]
mod withdraw;
