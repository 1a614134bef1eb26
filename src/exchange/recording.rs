//! A transport that keeps what it fetched of metadata, as it came: the state that was verified is made of these files.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use futures_util::{StreamExt as _, stream};
use tough::{Transport, TransportError, TransportStream};
use url::Url;

use super::transport::TufTransport;

/// A transport that keeps what it fetched of metadata, as it came.
#[derive(Debug, Clone)]
pub struct Recording {
    pub inner: TufTransport,
    /// By name.
    pub seen: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
}

#[async_trait]
impl Transport for Recording {
    async fn fetch(&self, url: Url) -> Result<TransportStream, TransportError> {
        let name = url.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default().to_owned();
        let is_metadata = url.path().ends_with(&format!("/metadata/{name}"));
        let mut body = self.inner.fetch(url).await?;
        if !is_metadata {
            return Ok(body);
        }
        let mut bytes = Vec::new();
        while let Some(part) = body.next().await {
            bytes.extend_from_slice(&part?);
        }
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(name, bytes.clone());
        Ok(Box::pin(stream::iter([Ok(bytes.into())])))
    }
}
