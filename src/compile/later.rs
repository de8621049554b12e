//! What most runs never look at: decoded when it is first asked for.

use std::ops::Deref;
use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::binary;

/// A value, or the bytes that it is decoded from at the first look.
///
/// Bytes that are no such value decode to the default one; they can only be those of another program.
#[derive(Debug, Clone, Default)]
pub struct Later<T> {
    bytes: &'static [u8],
    value: OnceLock<T>,
}

impl<T> From<T> for Later<T> {
    fn from(value: T) -> Later<T> {
        Later { bytes: &[], value: value.into() }
    }
}

impl<T: DeserializeOwned + Default> Later<T> {
    /// Returns the value, decoded or, where there are no bytes, made.
    pub(super) fn get_or_make(&self, make: impl FnOnce() -> T) -> &T {
        self.value.get_or_init(|| if self.bytes.is_empty() { make() } else { decoded(self.bytes) })
    }
}

fn decoded<T: DeserializeOwned + Default>(bytes: &'static [u8]) -> T {
    binary::value(bytes).unwrap_or_default()
}

impl<T: DeserializeOwned + Default> Deref for Later<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.get_or_init(|| decoded(self.bytes))
    }
}

impl<T: Serialize + DeserializeOwned + Default> Serialize for Later<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&binary::bytes::<T>(self))
    }
}

impl<'de: 'static, T> Deserialize<'de> for Later<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Later<T>, D::Error> {
        Ok(Later { bytes: <&'static [u8]>::deserialize(deserializer)?, value: OnceLock::new() })
    }
}
