//! What is told of a document, as one page: the text with highlights, beside it rows, columns, losers and
//! doubts.
//!
//! The page needs no other file and runs no script. Text of the document comes in only through maud, which
//! escapes it; a policy in the page forbids whatever could still be loaded.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::view::{Line, Told, Touch, View};
use crate::document::{Document, Span};
use crate::grammar::Grammar;

const STYLE: &str = include_str!("page.css");

/// A highlight: a stretch, its class, its hover text and the row it belongs to.
struct Highlight {
    span: Span,
    class: String,
    title: String,
    row: Option<String>,
}

/// The page.
pub fn write(document: &Document, grammar: &Grammar, view: &View) -> String {
    let highlights = highlights(view, grammar);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (document.name) " – letterbook explain" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (document.name) }
                    p { "Family " b { (grammar.family) } ". Hover over a highlight to see its rule." }
                    (legend(view))
                }
                main {
                    section.text { (lines(document, view, &highlights)) }
                    section.told {
                        (columns(view))
                        @for (number, (table, rows)) in view.tables.iter().enumerate() {
                            (rows_of(table, number, rows))
                        }
                        (lost(view))
                        (doubts(view))
                    }
                }
            }
        }
    };
    page.into_string()
}

fn legend(view: &View) -> Markup {
    html! {
        p.legend {
            @for (number, (table, _)) in view.tables.iter().enumerate() {
                mark class=(colour(number)) { (table) }
                " "
            }
            mark.sign { "documents" } " "
            mark.lost { "found but no row" } " "
            span.untouched { "no rule touches it" }
        }
    }
}

fn colour(table: usize) -> String {
    format!("c{}", table % 8)
}

fn highlights(view: &View, _grammar: &Grammar) -> Vec<Highlight> {
    let mut all = Vec::new();
    for (table, (name, rows)) in view.tables.iter().enumerate() {
        for (number, row) in rows.iter().enumerate() {
            let cells: Vec<String> =
                row.cells.iter().map(|cell| format!("{}: {}", cell.column, cell.value)).collect();
            let mut title = format!("{name}\n{}\n{}", cells.join("\n"), row.rule);
            row.losers.iter().for_each(|loser| title += &format!("\nwon over {loser}"));
            row.doubts.iter().for_each(|doubt| title += &format!("\ndoubt about {doubt}"));
            let doubted = if row.doubts.is_empty() { "" } else { " doubted" };
            all.push(Highlight {
                span: row.span,
                class: format!("{}{doubted}", colour(table)),
                title,
                row: Some(format!("{table}-{number}")),
            });
        }
    }
    for sign in &view.signs {
        let title = format!("documents\n{}\n{}", sign.says, sign.rule);
        all.push(Highlight { span: sign.span, class: "sign".into(), title, row: None });
    }
    for lost in &view.lost {
        let title = format!("no row: {}\n{}", lost.rule, lost.why);
        all.push(Highlight { span: lost.span, class: "lost".into(), title, row: None });
    }
    all
}

fn lines(document: &Document, view: &View, highlights: &[Highlight]) -> Markup {
    let mut seen: Vec<bool> = vec![false; highlights.len()];
    let firsts: Vec<bool> =
        (0..view.lines.len()).map(|at| at == 0 || view.lines[at - 1].zone != view.lines[at].zone).collect();
    html! {
        table {
            @for (line, first) in view.lines.iter().zip(firsts) {
                tr id=(format!("line-{}", line.number)) class=[untouched(line)] {
                    td.number { (line.number) }
                    td.zone { @if first { (line.zone) } }
                    td.words { (pieces(document, line.span, highlights, &mut seen)) }
                }
            }
        }
    }
}

fn untouched(line: &Line) -> Option<&'static str> {
    (line.touch == Touch::Nothing).then_some("untouched")
}

/// A line cut where highlights begin and end, so that they may overlap.
fn pieces(document: &Document, line: Span, highlights: &[Highlight], seen: &mut [bool]) -> Markup {
    let here: Vec<usize> = (0..highlights.len()).filter(|&at| highlights[at].span.overlaps(line)).collect();
    let mut cuts: Vec<usize> = vec![line.start, line.end];
    for &at in &here {
        let span = highlights[at].span;
        cuts.extend([span.start, span.end].into_iter().filter(|cut| (line.start..line.end).contains(cut)));
    }
    cuts.sort_unstable();
    cuts.dedup();
    html! {
        @for pair in cuts.windows(2) {
            @let span = Span::new(pair[0], pair[1]);
            @let words = span.of(&document.text).trim_end_matches(['\r', '\n']);
            @let over: Vec<usize> = here.iter().copied().filter(|&at| highlights[at].span.overlaps(span)).collect();
            @if let Some(&top) = over.first() {
                @let title = over.iter().map(|&at| highlights[at].title.as_str()).collect::<Vec<_>>().join("\n\n");
                @let id = over.iter().find(|&&at| !seen[at]).and_then(|&at| highlights[at].row.as_ref());
                @let class = highlights[top].class.as_str();
                @let link = over.iter().find_map(|&at| highlights[at].row.as_ref());
                @let mark = html! { mark class=(class) title=(title) { (words) } };
                span id=[id.map(|id| format!("words-{id}"))] {
                    @if let Some(row) = link { a href=(format!("#row-{row}")) { (mark) } } @else { (mark) }
                }
                (met(seen, &over))
            } @else {
                (words)
            }
        }
    }
}

/// Notes that highlights have been met, and writes nothing.
fn met(seen: &mut [bool], over: &[usize]) -> &'static str {
    over.iter().for_each(|&at| seen[at] = true);
    ""
}

fn columns(view: &View) -> Markup {
    html! {
        h2 { "documents" }
        table {
            @for column in &view.columns {
                tr {
                    th { (column.name) }
                    td {
                        b { (column.value) }
                        @for doubt in &column.doubts { " " span.doubt { (doubt) } }
                        @if let Some(origin) = &column.origin { div.from { (origin) } }
                        @for vote in &column.votes { div.from { (vote) } }
                    }
                }
            }
        }
    }
}

fn rows_of(table: &str, number: usize, rows: &[Told]) -> Markup {
    html! {
        h2 { mark class=(colour(number)) { (table) } }
        @for (at, row) in rows.iter().enumerate() {
            div.row id=(format!("row-{number}-{at}")) {
                p { a href=(format!("#words-{number}-{at}")) { "line " (row.line) } " " q { (row.words) } }
                table {
                    @for cell in &row.cells {
                        tr {
                            th { (cell.column) }
                            td { b { (cell.value) } @if let Some(from) = &cell.from { " " span.from { (from) } } }
                        }
                    }
                }
                div.from { "by " (row.rule) }
                @for loser in &row.losers { div.from { "won over " (loser) } }
                @for doubt in &row.doubts { div.doubt { (doubt) } }
            }
        }
    }
}

fn lost(view: &View) -> Markup {
    html! {
        @if !view.lost.is_empty() {
            h2 { mark.lost { "found but no row" } }
            ul {
                @for lost in &view.lost {
                    li {
                        a href=(format!("#line-{}", lost.line)) { "line " (lost.line) } " " q { (lost.words) }
                        div.from { "by " (lost.rule) ": " (lost.why) }
                    }
                }
            }
        }
    }
}

fn doubts(view: &View) -> Markup {
    html! {
        @if !view.doubts.is_empty() {
            h2 { "doubts" }
            ul {
                @for doubt in &view.doubts {
                    li {
                        a href=(format!("#line-{}", doubt.line)) { "line " (doubt.line) } " "
                        (doubt.place) ": " span.doubt { (doubt.doubt) } " " q { (doubt.words) }
                        @if let Some(rule) = &doubt.rule { div.from { "by " (rule) } }
                    }
                }
            }
        }
    }
}
