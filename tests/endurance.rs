//! Texts and rules that are made to wear the program down: time and memory stay in bounds.
//!
//! Time is that of the processor where the system tells it, so that other work on the machine matters little.

#![cfg_attr(debug_assertions, allow(dead_code, unused_imports))]

mod common;

use std::time::Instant;

use common::{letters, policing};
use letterbook::dataset::Sheets;
use letterbook::document::Document;
use letterbook::grammar::{Grammar, load};
use letterbook::understand;

/// Seconds of this thread on a processor, or of the clock where the system does not tell.
fn now(begun: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
    told.map_or_else(|| begun.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// The time that a text takes, over as many times as the clock needs to see it.
fn seconds(text: String, grammar: &Grammar) -> f64 {
    let document = Document::new("", text);
    let begun = Instant::now();
    let before = now(begun);
    for times in 1.. {
        let record = understand(&document, grammar);
        std::hint::black_box(Sheets::new(&document, grammar, &record));
        let taken = now(begun) - before;
        if taken > 0.06 {
            return taken / f64::from(times);
        }
    }
    0.0
}

/// Eight times the text may take so many times the time: a little more than eight, and far from sixty-four.
const MOST_GROWTH: f64 = 20.0;

/// Fails where the time of a text grows faster than its length, which goes from `bytes` to eight times that.
#[track_caller]
fn grows_with_its_length(name: &str, words: &str, bytes: usize, grammar: &Grammar) {
    let times = bytes.div_ceil(words.len());
    let mut shown = Vec::new();
    // A bad time is asked for again; a good one is no accident.
    for _ in 0..3 {
        let (short, long) =
            (seconds(words.repeat(times), grammar), seconds(words.repeat(8 * times), grammar));
        let growth = long / short;
        let rate = (8 * times * words.len()) as f64 / 1e6 / long;
        shown.push(format!("{growth:.1} times the time, {rate:.2} MB/s"));
        if growth < MOST_GROWTH {
            println!("{name}: {}", shown.join("; "));
            return;
        }
    }
    panic!("{name}: eight times the text takes {}", shown.join("; "));
}

/// What is said again and again, without end.
const AGAIN: &[(&str, &str)] = &[
    ("dates in a row", "2 March 2023 "),
    ("dates in sentences of one line", "The report was published on 3 May 2031. "),
    ("quotes that nothing closes", "‘good"),
    ("honorifics without a name", "Mr "),
    ("numbers that dashes join", "1- "),
    ("a reference without an end", "a/"),
    ("dates with commas", "2 March 2023, "),
    ("a date a line", "2 March 2023\n"),
    ("a date a paragraph", "2 March 2023\n\n"),
    ("dates without a year", "18 July "),
    ("dates without a year in sentences", "It came on 18 July. "),
    ("relative dates", "today "),
    ("ranges of dates", "from 2 March 2023 to 3 April 2024 "),
    ("years", "2023 "),
    ("names", "Jane Marsh "),
    ("a name a line", "Jane Marsh\n"),
    ("names in capitals", "JANE MARSH "),
    ("names with titles", "Rt Hon Dr Jane Marsh OBE, "),
    ("signatures", "Yours sincerely\n\nJane Marsh\nPolice and Crime Commissioner for Kent\n\n"),
    ("greetings", "Dear Home Secretary,\n"),
    ("offices", "Police and Crime Commissioner for Kent "),
    ("forces", "Kent Police "),
    ("forces with and", "Kent Police and "),
    ("counts", "eleven recommendations "),
    ("counts of counts", "two of the twenty of the 200 recommendations "),
    ("shared grades", "good at preventing crime, "),
    ("grades and areas", "good at preventing crime "),
    ("grades", "‘good’ "),
    ("grades a line", "Requires improvement\n"),
    ("heads of a mail", "From: Jane Marsh\nTo: John Smith\ncc: Ann Lee\n"),
    ("labels", "Our Ref: AB/12\n"),
    ("one letter", "a"),
    ("letters apart", "a "),
    ("digits", "9"),
    ("digits apart", "1 2 "),
    ("spaces", " "),
    ("line breaks", "\n"),
    ("carriage returns", "\r\n"),
    ("form feeds", "\u{c}"),
    ("stops", ". "),
    ("dots", "."),
    ("commas", ", "),
    ("brackets that open", "("),
    ("brackets that close", ")"),
    ("quotes that open", "‘"),
    ("quotes", "\""),
    ("stars", "**"),
    ("bullets", "- "),
    ("quoted lines", "> "),
    ("bars", "|"),
    ("accents", "e\u{301}"),
    ("accents alone", "\u{301}"),
    ("wide spaces", "\u{a0}"),
    ("ideographs", "文字"),
    ("signs that lead from right to left", "\u{202e}a"),
    ("published on", "published on "),
    ("cues of counts", "recommendations areas for improvement causes of concern "),
];

#[cfg(not(debug_assertions))]
#[test]
fn what_is_said_again_and_again_takes_time_by_its_length() {
    for (name, words) in AGAIN {
        grows_with_its_length(name, words, 16 << 10, policing());
    }
}

#[cfg(not(debug_assertions))]
#[test]
fn all_the_words_that_rules_look_for_in_one_line_take_time_by_their_length() {
    let cues = policing().cues.words().join(" ");
    grows_with_its_length("cues", &cues, 16 << 10, policing());
    let line: String = letters().iter().map(|letter| letter.text.replace('\n', " ")).collect();
    grows_with_its_length(
        "letters in one line",
        &line[..line.floor_char_boundary(40_000)],
        40_000,
        policing(),
    );
}

/// A family name of its own for each number.
#[cfg(not(debug_assertions))]
fn name(number: usize) -> String {
    let letter = |place: u32| char::from(b'a' + (number / 26_usize.pow(place) % 26) as u8);
    format!("Mar{}{}{}{}", letter(0), letter(1), letter(2), letter(3))
}

#[cfg(not(debug_assertions))]
#[test]
fn many_people_and_counts_take_time_by_their_number() {
    let signed = |number| {
        format!("Yours sincerely\n\nJane {}\nPolice and Crime Commissioner for Kent\n\n", name(number))
    };
    let given = |number| format!("{} Marsh, Police and Crime Commissioner for Kent, said:\n\n", name(number));
    let counted = |number| format!("made {} recommendations to chief constables, ", number + 2);
    let graded = |_| "good at preventing crime ".to_string();
    let listed = |number| format!("Vetting {number}: good\n");
    let texts: [(&str, &dyn Fn(usize) -> String); 5] = [
        ("family names", &signed),
        ("given names", &given),
        ("counts", &counted),
        ("grades", &graded),
        ("grades in a list", &listed),
    ];
    for (what, text) in texts {
        let of = |times: usize| (0..times).map(text).collect::<String>();
        let (short, long) = (seconds(of(1_000), policing()), seconds(of(8_000), policing()));
        assert!(long < MOST_GROWTH * short, "{what}: {short:.4} s, then {long:.4} s");
    }
}

#[cfg(not(debug_assertions))]
#[test]
fn nesting_takes_time_by_its_depth() {
    for (open, close) in [("(", ")"), ("‘", "’"), ("[", "]"), ("<div>", "</div>"), ("(the ", " of it)")] {
        let nested = |depth: usize| format!("{}2 March 2023{}", open.repeat(depth), close.repeat(depth));
        let (short, long) = (seconds(nested(2_000), policing()), seconds(nested(16_000), policing()));
        assert!(long < MOST_GROWTH * short, "{open}: {short:.4} s, then {long:.4} s");
    }
}

#[cfg(not(debug_assertions))]
#[test]
fn a_hundred_thousand_dates_in_a_row_are_read() {
    let text = "On 2 March 2023, ".repeat(100_000);
    let document = Document::new("", text);
    let record = understand(&document, policing());
    let dates = record.rows.iter().filter(|row| policing().tables[row.table].name == "dates");
    assert_eq!(dates.count(), 100_000);
}

/// A family with one rule of this pattern.
fn family(pattern: &str) -> Result<Grammar, String> {
    let rule = format!(
        "table = \"t\"\nvalue = \"date\"\n[[rule]]\nname = \"a\"\nwithin = \"paragraph\"\nmatch = '{pattern}'\nfinds.\"x\" = \"x\"\n"
    );
    let table = "[[table]]\nname = \"t\"\ncolumns = [\"date\", \"count\", \"a\"]\n";
    let words = "[words]\n\"a\" = [\"aa\", \"a a\"]\n\"b\" = []\n";
    let files = load::Files::from([
        ("n/family.toml".into(), table.into()),
        ("n/d.toml".into(), rule.into()),
        ("n/words/a.toml".into(), words.into()),
    ]);
    load::load(&files, "n").map_err(|mistakes| mistakes.iter().map(|mistake| mistake.render(false)).collect())
}

/// A rule that tries hard: its pattern, what the text repeats, and what stands after some 3,000 bytes of
/// that.
const HARD: &[(&str, &str, &str)] = &[
    ("z?(a+)+b{year}", "a", " b "),
    ("z?(a+ ?)+b{year}", "a ", "b "),
    ("(a|a)*b!", "a", " b? "),
    ("(a|aa)+b!", "a", " b? "),
    ("(\\w+\\s?)*b!", "ab ", "b? "),
    ("([a-z ]*a[a-z ]*)*b!", "a ", "b? "),
    ("(a?){60}a{60}b!", "a", " b? "),
    ("(x+x+)+y!", "x", " y? "),
    ("(.*)(.*)(.*)(.*)(.*)b!", "a ", "b? "),
    ("\\ba\\b.{0,300}a[.!?a]* (?-i:[A-Z]).{60,}$ b!", "A. A ", "b? "),
    ("a{..}a{..}a{..}a{..}a{..}a{..}b!", "a ", "b? "),
    ("a{..400}a{..400}a{..400}a{..400}b!", "a ", "b? "),
    ("({a:a})?({a:a})?({a:a})?({a:a})?({a:a})?({a:a})? b!", "a ", "b? "),
    ("({a:a}|({a:a} {a:a})|({a:a}( {a:a})?))? ({a:a}|({a:a} {a:a}))? b!", "a ", "b? "),
    ("{a:a+} {a:a+} {a:a+} b!", "a, a and ", "b? "),
    ("{a:a+}{..400}{a:a+}{..400}b!", "a, a and ", "b? "),
    ("{date}{..400}{date}{..400}{date}{..400}b!", "3 May 2031 ", "b? "),
    ("{_:line}{..400}{_:line}b!", "a ", "b? "),
    ("{_:phrase} {_:phrase} {_:phrase} b!", "a ", "b? "),
    ("{_:person}{..400}{_:person}{..400}b!", "Jane Marsh ", "b? "),
    ("{_:quoted}{..400}{_:quoted}b!", "\"a\" ", "b? "),
    ("{_:count}{..400}{_:count}{..400}{_:count} of the b!", "two of the 200 ", "b? "),
    ("{a:a}(?s:.*)b!", "a ", "b? "),
    ("{a:a}(?i:a|b|c|d|e| )*(?-i:B)!", "a b ", "b? "),
];

#[cfg(not(debug_assertions))]
#[test]
fn rules_that_try_hard_take_time_by_the_length_of_the_text() {
    for (pattern, words, after) in HARD {
        let text = words.repeat(3_000 / words.len()) + after;
        match family(pattern) {
            Ok(grammar) => grows_with_its_length(pattern, &text, 8 << 10, &grammar),
            Err(why) => panic!("{pattern}: refused: {why}"),
        }
    }
}

#[test]
fn a_pattern_that_grows_without_bounds_is_refused_with_a_clear_message() {
    for pattern in [
        "harvest ((a{1000}){1000}){1000}",
        "harvest ((((x|y){90}){90}){90}){90}",
        "harvest (a{1,900}b{1,900}){900}",
        "harvest (?s:((a{1000}){1000}){1000})",
        "harvest (?s:[^a]{4000}){4000}",
    ] {
        let begun = Instant::now();
        let why = family(pattern).expect_err("a pattern that large is refused");
        assert!(why.contains("too large when compiled"), "{pattern}: {why}");
        assert!(begun.elapsed().as_secs() < 20, "{pattern}: {:?}", begun.elapsed());
    }
}

#[test]
fn deep_brackets_and_many_alternatives_load_or_are_refused_and_never_bring_the_program_down() {
    let deep = |depth: usize| format!("harvest {}a{}", "(".repeat(depth), ")".repeat(depth));
    let slots = |depth: usize| format!("harvest {}{{date}}{}", "(".repeat(depth), ")?".repeat(depth));
    let many = (0..30_000).map(|number| format!("w{number}")).collect::<Vec<_>>().join("|");
    for pattern in [
        deep(50),
        deep(5_000),
        deep(200_000),
        slots(50),
        slots(5_000),
        slots(200_000),
        format!("harvest ({many})"),
        format!("harvest ({many}) {{date}}"),
        format!("harvest {}", "{date}? ".repeat(3_000)),
        // Repeats in repeats, of one sign after the other and of groups.
        format!("harvest (!aA`+){}", "*".repeat(50)),
        format!("harvest (a|b c)+{}", "*?".repeat(40)),
        format!("harvest {}a{}", "(".repeat(50), "*)".repeat(50)),
        format!("harvest {}a b{}", "(".repeat(50), ")+ ?".repeat(50)),
    ] {
        let shown: String = pattern.chars().take(40).collect();
        match family(&pattern) {
            Ok(grammar) => {
                let text = "harvest a 3 May 2031, harvest w7 ".repeat(100);
                understand(&Document::new("", text), &grammar);
            }
            Err(why) => assert!(why.contains("error[LB"), "{shown}: {why}"),
        }
    }
}
