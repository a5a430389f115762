//! The tables that Tesseract writes of the words that it sees, to lines on pages.
//!
//! A page that lay askew is turned straight first. What the words mean is for others.

use crate::read::layout::{Gap, Line, Page, Word};

/// A row of a table: what is seen, and where, in pixels.
struct Seen<'t> {
    level: u32,
    /// Page, block, paragraph and line.
    line: [u32; 4],
    left: f64,
    top: f64,
    width: f64,
    height: f64,
    confidence: f64,
    text: &'t str,
}

/// A word that is seen with less confidence than this, in percent, and has no letter, is dirt.
const DIRT: f64 = 40.0;

/// The pages of a table; places in pixels are multiplied by `scale`.
pub fn pages(table: &str, scale: f64) -> Vec<Page> {
    let mut pages: Vec<(Page, Vec<Vec<Seen<'_>>>)> = Vec::new();
    for seen in table.lines().filter_map(row) {
        match seen.level {
            1 => {
                let [width, height] = [seen.width, seen.height].map(|side| (side * scale) as f32);
                pages.push((Page { width, height, lines: Vec::new() }, Vec::new()));
            }
            5 if !is_dirt(&seen) => {
                let Some((_, lines)) = pages.last_mut() else { continue };
                match lines.last_mut() {
                    Some(line) if line[0].line == seen.line => line.push(seen),
                    _ => lines.push(vec![seen]),
                }
            }
            _ => {}
        }
    }
    pages.into_iter().map(|(page, lines)| straight(page, &lines, scale)).collect()
}

fn row(text: &str) -> Option<Seen<'_>> {
    let cells: Vec<&str> = text.split('\t').collect();
    let number = |at: usize| cells.get(at)?.parse::<f64>().ok();
    let count = |at: usize| cells.get(at)?.parse::<u32>().ok();
    Some(Seen {
        level: count(0)?,
        line: [count(1)?, count(2)?, count(3)?, count(4)?],
        left: number(6)?,
        top: number(7)?,
        width: number(8)?,
        height: number(9)?,
        confidence: number(10)?,
        text: cells.get(11).map_or("", |text| text.trim()),
    })
}

fn is_dirt(seen: &Seen<'_>) -> bool {
    seen.text.is_empty() || seen.confidence < DIRT && !seen.text.contains(char::is_alphanumeric)
}

/// A page with the lines that were seen on it, turned so that they are level.
fn straight(mut page: Page, lines: &[Vec<Seen<'_>>], scale: f64) -> Page {
    let slope = slope(lines);
    let size = median(lines.iter().flatten().map(|word| word.height)).max(1.0) * scale;
    for seen in lines {
        let base = median(seen.iter().map(|word| word.top + word.height - word.left * slope)) * scale;
        let own = median(seen.iter().map(|word| word.height)) * scale;
        // Heights vary with the letters: only a clear difference is another size.
        let size = if (own / size - 1.0).abs() < 0.3 { size } else { own };
        let words = seen.iter().map(|word| {
            let [left, top, width, height] =
                [word.left, word.top, word.width, word.height].map(|n| n * scale);
            let shift = (word.top + word.height / 2.0) * slope * scale;
            Word {
                // A lone stroke between words is the pronoun.
                text: if word.text == "|" { "I".into() } else { word.text.to_string() },
                left: left + shift,
                right: left + shift + width,
                base,
                size,
                frame: [left, top, left + width, top + height].map(|number| number as f32),
                before: Gap::Space,
            }
        });
        page.lines.push(Line { words: words.collect(), order: page.lines.len(), artifact: false });
    }
    page
}

/// How far lines fall a pixel to the right.
fn slope(lines: &[Vec<Seen<'_>>]) -> f64 {
    let falls = lines.iter().filter_map(|line| {
        let (first, last) = (line.first()?, line.last()?);
        let middle = |word: &Seen<'_>| word.top + word.height / 2.0;
        let width = last.left - first.left;
        (width > 10.0 * first.height).then(|| (middle(last) - middle(first)) / width)
    });
    let falls: Vec<f64> = falls.collect();
    if falls.len() < 3 { 0.0 } else { median(falls.into_iter()) }
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    if numbers.is_empty() {
        return 0.0;
    }
    let middle = numbers.len() / 2;
    *numbers.select_nth_unstable_by(middle, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_seen_askew_become_level_lines_and_dirt_is_left_out() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            1\t1\t0\t0\t0\t0\t0\t0\t1000\t2000\t-1\t\n\
            5\t1\t1\t1\t1\t1\t100\t100\t80\t30\t96\tDear\n\
            5\t1\t1\t1\t1\t2\t600\t110\t80\t30\t95\tMinister\n\
            5\t1\t1\t1\t2\t1\t100\t150\t80\t30\t96\t|\n\
            5\t1\t1\t1\t2\t2\t600\t160\t80\t30\t96\twrite\n\
            5\t1\t1\t1\t3\t1\t100\t200\t80\t30\t96\ttoday\n\
            5\t1\t1\t1\t3\t2\t600\t210\t80\t30\t96\tagain\n\
            5\t1\t1\t1\t3\t3\t700\t212\t8\t8\t12\t~.\n";
        let pages = pages(table, 0.5);
        assert_eq!((pages.len(), pages[0].width, pages[0].height), (1, 500.0, 1000.0));
        let lines: Vec<String> = pages[0].lines.iter().map(Line::text).collect();
        assert_eq!(lines, ["Dear Minister", "I write", "today again"]);
        let bases: Vec<f64> = pages[0].lines.iter().map(Line::base).collect();
        assert!((bases[1] - bases[0] - 25.0).abs() < 0.01 && (bases[2] - bases[1] - 25.0).abs() < 0.01);
        assert_eq!(pages[0].lines[0].words[1].frame, [300.0, 55.0, 340.0, 70.0]);
    }
}
