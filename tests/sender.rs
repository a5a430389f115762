//! Who writes a letter, and to whom, where both stand at its head.

mod common;

use common::policing;
use letterbook::document::Document;
use letterbook::understand;

#[test]
fn nobody_writes_to_themselves() {
    for (head, expected) in [
        ("Ann Marsh\nChief Constable\n\nTo: Jo Moor, Police and Crime Commissioner", ["Jo Moor"]),
        ("Jo Moor\nChief Constable", ["Jo Moor"]),
    ] {
        let text =
            format!("{head}\n\n3 May 2031\n\nDear Jo,\n\nI write about custody.\n\nYours,\n\nAnn Marsh");
        let record = understand(&Document::new("any.txt", text), policing());
        let rows = record.rows.iter().filter(|row| policing().tables[row.table].name == "recipients");
        let names: Vec<String> = rows.map(|row| row.cell("name").to_string()).collect();
        assert_eq!(names, expected, "{head}");
    }
}

#[test]
fn a_copy_stands_below_the_longest_of_lines() {
    let text = "To: Ann Marsh, Chief Constable, Devon and Cornwall Constabulary\n\
                cc: Jo Moor, Police and Crime Commissioner\n\nDear Ann,\n\nI write about custody.";
    let record = understand(&Document::new("any.txt", text), policing());
    let rows = record.rows.iter().filter(|row| policing().tables[row.table].name == "recipients");
    let names: Vec<_> =
        rows.map(|row| (row.cell("role").to_string(), row.cell("name").to_string())).collect();
    let expected = [("addressee", "Ann Marsh"), ("cc", "Jo Moor")];
    assert_eq!(names, expected.map(|(role, name)| (role.to_string(), name.to_string())));
}
