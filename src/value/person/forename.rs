//! Given names that are common in Britain.
//!
//! They decide only where a word could be something else: `Steve House` is a person, `Globe House` is not.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

static KNOWN: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| include_str!("forenames.txt").split_whitespace().collect());

/// Whether the word is a common given name, in its usual capitals or in capitals only.
pub(super) fn is_known(word: &str) -> bool {
    KNOWN.contains(word) || word.chars().all(char::is_uppercase) && KNOWN.contains(as_title(word).as_str())
}

fn as_title(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().chain(letters.flat_map(char::to_lowercase)).collect()
}
