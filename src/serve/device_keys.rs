//! Keys by which other devices may see a preview: a key in an address admits one device, once.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Mutex;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::http::header::{COOKIE, HeaderMap};

/// The address that admits a device, up to the key.
const KEY_PATH: &str = "/__tamquan/key/";

/// The system has no random numbers.
#[derive(Debug)]
pub(super) struct NoRandomNumbers;

/// Who is admitted to a preview that listens to other devices.
pub(super) struct DeviceKeys {
    /// The name of the cookie. Cookies do not tell ports apart, so that the name does.
    cookie: String,
    /// The value of the cookie of each admitted device, while this preview runs.
    admission: String,
    /// The key that admits the next device.
    next_key: Mutex<String>,
    /// Tells the address that admits the next device.
    announce: Box<dyn Fn(&str) + Send + Sync>,
    /// The address of the preview, without a path.
    address: String,
}

impl DeviceKeys {
    /// Makes the first key of a preview, and announces the address that has it.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub(super) fn new(
        address: &str,
        port: u16,
        announce: impl Fn(&str) + Send + Sync + 'static,
    ) -> Result<Self, NoRandomNumbers> {
        let keys = Self {
            cookie: format!("tamquan-preview-{port}"),
            admission: random_key::<16>()?,
            next_key: Mutex::new(random_key::<8>()?),
            announce: Box::new(announce),
            address: address.to_owned(),
        };
        (keys.announce)(&keys.next_address());
        Ok(keys)
    }

    /// The address that admits the next device.
    pub(super) fn next_address(&self) -> String {
        let key = self.next_key.lock().unwrap_or_else(|fault| fault.into_inner());
        format!("{}{KEY_PATH}{key}", self.address)
    }

    /// Admits the device that asks for the address with the key. Returns the cookie that the device
    /// gets. The key is used up then, because addresses stay in the lists of browsers.
    pub(super) fn admit(&self, path: &str) -> Option<String> {
        let asked = path.strip_prefix(KEY_PATH)?;
        {
            let mut key = self.next_key.lock().unwrap_or_else(|fault| fault.into_inner());
            verify_slices_are_equal(asked.as_bytes(), key.as_bytes()).ok()?;
            *key = random_key::<8>().ok()?;
        }
        (self.announce)(&self.next_address());
        Some(format!("{}={}; Path=/; HttpOnly; SameSite=Lax", self.cookie, self.admission))
    }

    /// Whether a request comes from an admitted device.
    pub(super) fn is_admitted(&self, headers: &HeaderMap) -> bool {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
        let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.any(|(name, value)| {
            name == self.cookie && verify_slices_are_equal(value.as_bytes(), self.admission.as_bytes()).is_ok()
        })
    }

    /// Whether a path is that of a key, valid or not.
    pub(super) fn is_key_path(path: &str) -> bool {
        path.starts_with(KEY_PATH)
    }
}

/// `N` random bytes in hexadecimal digits.
fn random_key<const N: usize>() -> Result<String, NoRandomNumbers> {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| NoRandomNumbers)?;
    Ok(hex::encode(bytes))
}

/// The address of this machine by which other devices reach a preview that listens on `host`.
pub(super) fn reachable_address(host: IpAddr) -> IpAddr {
    if !host.is_unspecified() {
        return host;
    }
    // Connecting a datagram socket sends nothing. The system chooses the address from which it
    // would send. 192.0.2.1 is an address of documentation (RFC 5737).
    let towards = SocketAddr::from(([192, 0, 2, 1], 9));
    let chosen = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).and_then(|socket| {
        socket.connect(towards)?;
        socket.local_addr()
    });
    chosen.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> DeviceKeys {
        DeviceKeys::new("http://192.0.2.7:1313", 1313, |_| {}).expect("random numbers")
    }

    fn path(keys: &DeviceKeys) -> String {
        keys.next_address().trim_start_matches("http://192.0.2.7:1313").to_owned()
    }

    #[test]
    fn a_key_admits_one_device() {
        let keys = keys();
        let first = path(&keys);
        assert!(keys.admit("/__tamquan/key/").is_none() && keys.admit(&first[..first.len() - 1]).is_none());
        let cookie = keys.admit(&first).expect("a cookie");
        assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
        assert!(keys.admit(&first).is_none(), "the key is used up");
        assert!(keys.admit(&path(&keys)).is_some(), "the next key admits the next device");
    }

    #[test]
    fn only_the_cookie_of_this_run_admits() {
        let keys = keys();
        let cookie = keys.admit(&path(&keys)).expect("a cookie");
        let cookie = cookie.split(';').next().expect("a value").to_owned();
        let of = |value: &str| HeaderMap::from_iter([(COOKIE, value.parse().expect("a value"))]);
        assert!(keys.is_admitted(&of(&cookie)) && keys.is_admitted(&of(&format!("a=b; {cookie}; c=d"))));
        for wrong in
            ["", "a", "tamquan-preview-1313=", "tamquan-preview-1313", &cookie[1..], &cookie[..cookie.len() - 1]]
        {
            assert!(!keys.is_admitted(&of(wrong)), "{wrong}");
        }
        assert!(!self::keys().is_admitted(&of(&cookie)));
    }

    #[test]
    fn an_address_that_was_named_is_kept() {
        let named = IpAddr::from([192, 0, 2, 7]);
        assert_eq!(reachable_address(named), named);
        assert!(!reachable_address(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).is_unspecified());
    }
}
