//! The digest by which results name the model they were computed from.

use sha2::{Digest as _, Sha256};

/// SHA-256 of `bytes` as lowercase hex: the same text that `sha256sum` prints for the file.
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_the_published_vector() {
        assert_eq!(
            super::digest(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
