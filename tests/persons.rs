//! Names of persons as British official letters write them, and the capitalised words there that are no
//! names.
//!
//! `tables/persons.tsv` holds the names: the name stands in square brackets, `⏎` is a line break.

use letterbook::value::{Cell, Kind, Reading, Source, kind, person};
use letterbook::words::{Entry, List, Persons, Words};
use proptest::prelude::*;
use std::sync::LazyLock;

/// The lists of the family `letter`, and a few offices and places such as other families add.
static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    for name in ["honorific", "post_nominal", "name_particle", "not_a_name"] {
        words.add(from_file(name));
    }
    for (name, persons, spellings) in [
        (
            "office",
            Persons::Never,
            &["Chief Constable", "Police and Crime Commissioner", "PCC", "Home Secretary", "Mayor"][..],
        ),
        (
            "force",
            Persons::Places,
            &["Kent Police", "Greater Manchester Police", "West Mercia Police", "Surrey"],
        ),
        (
            "territory",
            Persons::Places,
            &["Kent", "Lincoln", "Derby", "West Mercia", "Avon and Somerset", "North Wales"],
        ),
    ] {
        let entry = |name: &&str| (Entry { name: name.to_string(), facts: Vec::new() }, Vec::new());
        let list = List::new(name, false, spellings.iter().map(entry).collect());
        words.add(list.without_persons(persons));
    }
    words
});

/// A list of `grammars/letter/words`, read without the loader.
fn from_file(name: &str) -> List {
    let path = format!("{}/grammars/letter/words/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let file: toml::Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
    let exact = file["list"].get("case").is_some_and(|case| case.as_str() == Some("exact"));
    let spellings = |value: &toml::Value| {
        let spellings = value.as_array().into_iter().flatten();
        spellings.map(|spelling| spelling.as_str().unwrap().to_string()).collect::<Vec<_>>()
    };
    let entry = |(name, value): (&String, &toml::Value)| {
        let table = value.as_table().into_iter().flatten();
        let facts = table.filter_map(|(key, fact)| Some((key.clone(), fact.as_str()?.to_string())));
        let also = spellings(value.get("also").unwrap_or(value));
        (Entry { name: name.clone(), facts: facts.collect() }, also)
    };
    List::new(name, exact, file["words"].as_table().unwrap().iter().map(entry).collect())
}

fn read(kind: &Kind, text: &str, at: usize) -> Option<Reading> {
    (kind.read)(Source { text, words: &WORDS, day_first: true, seen: None }, at)
}

fn cell(reading: &Reading, column: &str) -> String {
    match reading.cells.iter().find(|cell| cell.0 == column) {
        Some((_, Cell::Text(text))) => text.clone(),
        Some((_, Cell::Empty)) => String::new(),
        other => panic!("{column} is {other:?}"),
    }
}

/// The same text with single spaces and no mark-up, as cells have it.
fn collapsed(text: &str) -> String {
    text.replace("**", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is wrong with the reading of one row of the table.
fn mistakes(row: &str) -> Vec<String> {
    let columns: Vec<_> = row.split('\t').collect();
    let marked = columns[0].replace('⏎', "\n");
    let at = marked.find('[').unwrap();
    let text = marked.replacen('[', "", 1).replacen(']', "", 1);
    let Some(reading) = read(&person::KIND, &text, at) else { return vec![format!("{row}: nothing read")] };
    let initials = columns[2].ends_with('.') && !columns[0].contains(". ");
    let name = collapsed(&format!("{}{}{}", columns[2], if initials { "" } else { " " }, columns[3]));
    let cells =
        ["honorific", "given", "family", "post_nominals"].into_iter().zip(columns[1..].iter().copied());
    let mut mistakes = Vec::new();
    for (column, wanted) in cells.chain([("name", name.as_str())]) {
        let found = cell(&reading, column);
        if found != wanted {
            mistakes.push(format!("{row}: {column} is {found:?}"));
        }
    }
    let end = marked.find(']').unwrap() - 1;
    if reading.end != end {
        mistakes.push(format!("{row}: ends with {:?}", &text[at..reading.end]));
    }
    mistakes
}

#[test]
fn every_part_of_a_name_stands_in_its_column() {
    let rows: Vec<_> = include_str!("tables/persons.tsv").lines().skip(1).collect();
    assert!(rows.len() >= 150);
    let mistakes: Vec<_> = rows.iter().flat_map(|row| mistakes(row)).collect();
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn a_printed_person_reads_back_as_itself() {
    for row in include_str!("tables/persons.tsv").lines().skip(1) {
        let columns: Vec<_> = row.split('\t').collect();
        let initials = columns[2].ends_with('.') && !columns[0].contains(". ");
        let name = format!("{}{}{}", columns[2], if initials { "" } else { " " }, columns[3]);
        let printed = collapsed(&format!("{} {name} {}", columns[1], columns[4]));
        let Some(reading) = read(&person::KIND, &printed, 0) else { panic!("{printed:?} is read as nobody") };
        assert_eq!(reading.end, printed.len(), "{printed:?}");
        for (column, wanted) in ["honorific", "given", "family", "post_nominals"].iter().zip(&columns[1..]) {
            assert_eq!(cell(&reading, column), *wanted, "{column} of {printed:?}");
        }
    }
}

/// Texts in which no word begins a person.
const NO_PERSONS: &[&str] = &[
    "Xanthippe HOLROYD OBE",
    "Home OFFICE and Thames VALLEY",
    "May 2019",
    "In May 2019",
    "Since March",
    "Home Secretary",
    "Dear Home Secretary",
    "Dear Home Secretary,\nPolice",
    "Greater Manchester Police",
    "His Majesty",
    "His Majesty’s Inspectorate of Constabulary",
    "Her Majesty's Inspectorate",
    "West Yorkshire",
    "West Mercia",
    "West Mercia Police",
    "North Wales",
    "Avon and Somerset",
    "St John’s, Enderton",
    "Kent Police",
    "Kent Online",
    "Surrey Matters",
    "Marsham Street",
    "2 Marsham Street\nLondon SW1P 4DF",
    "Globe House",
    "6th Floor Globe House",
    "89 Eccleston Square London",
    "Good Morning",
    "Dear Sir or Madam",
    "Dear Sir/Madam",
    "Dear Mr Mayor",
    "Dear Lord Mayor",
    "Lord Lieutenant",
    "The Lord Chief Justice",
    "Mr Justice",
    "Yours Sincerely",
    "Yours faithfully",
    "Kind Regards",
    "Wednesday 2 December",
    "Friday March",
    "Police and Crime Commissioner",
    "POLICE & CRIME\nCOMMISSIONER",
    "Chief Constable",
    "Assistant Chief Constable",
    "Chief Fire Officer",
    "Deputy Mayor",
    "Home Office",
    "House of Lords",
    "Regional Organised Crime Units",
    "Serious Organised Crime",
    "Domestic Abuse",
    "Peel Inspection",
    "PEEL Inspection",
    "Body Worn Video",
    "Violence Against Women",
    "Crime Data Integrity",
    "Requires Improvement",
    "Causes of Concern",
    "Areas for Improvement",
    "Fire and Rescue Service",
    "State of Policing",
    "Annual Assessment",
    "Modern Slavery",
    "Child Protection",
    "Neighbourhood Policing",
    "Strategic Policing Requirement",
    "Police Performance Oversight Group",
    "Stephen Lawrence Inquiry",
    "Sarah Holloway House",
    "Robert Peel Building",
    "Victoria House",
    "Victoria Street",
    "Next Steps",
    "Main Content",
    "Read More",
    "Skip To Content",
    "Last Updated",
    "Media Release",
    "Your Communities",
    "YOUR COMMUNITIES",
    "Lib Dem",
    "Labour Party",
    "Green Party",
    "White Ribbon",
    "Plan B",
    "Category C Prisons",
    "A Chief Officer",
    "I Welcome",
    "Sarah",
    "Sarah said",
    "Sarah\nHolloway",
    "Sarah, Holloway",
    "Sarah\tHolloway",
    "Sarah & Holloway",
    "HMICFRS",
    "HMICFRS Report",
    "UK Government",
    "MP",
    "Dr",
    "Mr",
    "Mr and Mrs",
    "Rt Hon",
    "Sir",
    "Don’t Panic",
    "It’s Kent",
    "Inspectors Miss The Point",
    "www.Kent.police.uk/Anna-Holloway",
    "sarah holloway",
    "Evidence-Led Policing",
    "Hot Spot Response",
    "Shining A Light",
    "Top Cop Quits",
    "Ribbon Day",
    "Home Affairs Select Committee",
    "Bank Holiday Monday",
    "Daily Mail",
    "Sarah Holloway Prize",
    "Multi-Agency Hub",
    "In June Hartley said",
    "since April Hartley",
    "12 June Hartley",
    "3rd of May Hartley",
    "June Kent",
    "June House",
    "June Newsletter",
    "May Day Parade",
    "April Edition",
    "May We",
    "June",
    "JUNE",
    "January Hartley",
    "June\nHartley",
    "Cllr June said",
    "March Hartley",
];

#[test]
fn other_capitalised_words_are_no_persons() {
    assert!(NO_PERSONS.len() >= 60);
    let read_in = |text: &&str| {
        let starts = (0..text.len()).filter(|at| text.is_char_boundary(*at));
        let mut read = starts.filter_map(|at| Some((at, read(&person::KIND, text, at)?.end)));
        read.next().map(|(at, end)| format!("{text:?}: {:?}", &text[at..end]))
    };
    let mistakes: Vec<_> = NO_PERSONS.iter().filter_map(read_in).collect();
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn a_person_begins_where_the_name_begins() {
    for marked in
        ["Sir >Clive Loftus", "O’>Brien Smith", "Anne->Marie Smith", "J.>Smith Jones", "Mc>Donald Smith"]
    {
        let at = marked.find('>').unwrap();
        assert_eq!(read(&person::KIND, &marked.replace('>', ""), at), None, "{marked}");
    }
}

#[test]
fn a_given_name_alone_is_a_kind_of_its_own() {
    for (text, name) in [
        ("Dear Priti,", "Priti"),
        ("Dear Anne-Marie", "Anne-Marie"),
        ("Dear Grace and", "Grace"),
        ("Dear Jan,", "Jan"),
    ] {
        let reading = read(&person::GIVEN, text, 5).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((cell(&reading, "name").as_str(), cell(&reading, "given").as_str()), (name, name));
        assert_eq!(reading.end, 5 + name.len());
    }
    for text in [
        "Dear Home Secretary",
        "Dear Sir",
        "Dear Colleague",
        "Dear Mayor",
        "Dear Kent",
        "Dear PCC",
        "Dear Mr Smith",
        "Dear Priti Patel",
        "Dear priti",
        "Dear P",
        "Dear May",
        "Last June,",
        "Dear January,",
        "Dear All",
        "Dear Chief Constable",
        "Dear West Mercia",
    ] {
        assert_eq!(read(&person::GIVEN, text, 5), None, "{text}");
    }
}

#[test]
fn a_family_name_alone_is_stricter_than_a_given_name() {
    for (text, at, name) in [
        ("PCC Marsh said", 4, "Marsh"),
        ("PCC O’Brien-Hill said", 4, "O’Brien-Hill"),
        ("Mayor Green said", 6, "Green"),
        ("Commissioner Adeyemi’s", 13, "Adeyemi"),
    ] {
        let reading = read(&person::FAMILY, text, at).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((cell(&reading, "name").as_str(), cell(&reading, "family").as_str()), (name, name));
        assert_eq!(reading.end, at + name.len());
    }
    for (text, at) in [
        ("PCC Sarah Marsh said", 4),
        ("PCC Police said", 4),
        ("PCC Kent said", 4),
        ("PCC Hall said", 4),
        ("PCC MARSH said", 4),
        ("PCC marsh said", 4),
        ("PCC Lawrence Inquiry said", 4),
        ("PCC West Mercia", 4),
        ("PCC J. Marsh", 4),
        ("PCC Mr Marsh", 4),
    ] {
        assert_eq!(read(&person::FAMILY, text, at), None, "{text}");
    }
}

#[test]
fn the_kind_is_listed_with_the_columns_of_the_datasets() {
    assert_eq!(kind("person").map(|kind| kind.columns), Some(person::KIND.columns));
}

/// Texts of the words and signs that the grammar looks at, glued at random.
fn texts() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "Sir",
        "Rt Hon",
        "Mr",
        "The",
        "Lord",
        "Mayor",
        "Sarah",
        "Clive",
        "May",
        "Kent",
        "Police",
        "de",
        "van der",
        "O’",
        "Mc",
        "J.",
        "J.R.",
        "B",
        "BJ",
        "SMITH",
        "MP",
        "KCB",
        "Zoe\u{308}",
        "Świątek",
        "Ǆ",
        "🙂",
        " ",
        " ",
        " ",
        "  ",
        "\u{a0}",
        "\n",
        "*",
        "**",
        "-",
        "’",
        "'s",
        "’s",
        ".",
        ",",
        "/",
        "(",
        ")",
        "House",
        "of",
        "al-",
        "ß",
        "İ",
        "West Mercia",
    ]);
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_or_leave_the_text(text in prop_oneof![texts(), ".{0,40}"]) {
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            for kind in [&person::KIND, &person::GIVEN] {
                if let Some(reading) = read(kind, &text, at) {
                    prop_assert!(at < reading.end && text.is_char_boundary(reading.end));
                    prop_assert!(!text[at..reading.end].contains('\n'));
                    prop_assert!(reading.cells.iter().map(|cell| cell.0).eq(kind.columns.iter().copied()));
                }
            }
        }
    }
}
