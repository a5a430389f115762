//! Hashes that say whether a text or a grammar is the same as another time.
//!
//! SHA-256 in hexadecimal, since every database and language can work it out again.

use sha2::{Digest, Sha256};

/// The hash of a text in UTF-8.
pub fn of_text(text: &str) -> String {
    hex(Sha256::digest(text.as_bytes()).as_slice())
}

/// The hash of named texts in the order given; neither a name nor a text can pass for part of its neighbour.
pub fn of_files<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> String {
    let mut hash = Sha256::new();
    for (name, text) in files {
        for words in [name, text] {
            hash.update((words.len() as u64).to_le_bytes());
            hash.update(words.as_bytes());
        }
    }
    hex(hash.finalize().as_slice())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_a_text_is_the_one_that_other_programs_give() {
        // NIST FIPS 180-2, appendix B.1.
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(of_text("abc"), known);
    }

    #[test]
    fn files_that_are_cut_elsewhere_are_other_files() {
        let all = [
            of_files([("a", "bc")]),
            of_files([("ab", "c")]),
            of_files([("a", "b"), ("c", "")]),
            of_files([("c", ""), ("a", "b")]),
            of_files([]),
        ];
        for (at, hash) in all.iter().enumerate() {
            assert!(!all[..at].contains(hash), "{at}");
        }
    }
}
