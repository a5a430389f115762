//! The characters that a page of a PDF draws, with their places.
//!
//! Text that runs upwards or downwards is turned first; what stands askew (a stamp across the page) is left
//! out. Words and lines are for [`crate::read::layout::lines`].

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::{Dict, String as PdfString};
use hayro_interpret::kurbo::{Affine, BezPath, Point};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};

use crate::read::layout::Line;
use crate::read::layout::lines::{Mark, lines};

/// More characters than this are on no page.
const MOST_CHARACTERS: usize = 500_000;
/// A text that the file gives for some drawn characters is taken where it is no longer than this.
const ACTUAL: usize = 8;

/// A stretch of marked content.
struct Marked {
    artifact: bool,
    /// The text that the file gives for what is drawn in it.
    text: Option<String>,
    /// How many characters of each way were drawn before it.
    since: [usize; 4],
}

/// Takes characters from a page as it is drawn.
pub struct Collector {
    width: f64,
    height: f64,
    /// The characters by the way in which they run: to the right, down, to the left, up.
    turned: [Vec<Mark>; 4],
    /// The stretches of marked content that are open.
    open: Vec<Marked>,
    /// How many characters there are, white space not counted.
    pub characters: usize,
    /// How many of them have no known meaning.
    pub unknown: usize,
    /// The share of the page that pictures cover; more than 1 where they overlap.
    covered: f64,
    densest: f64,
}

impl Collector {
    /// A collector for a page of this size in points.
    pub fn new(width: f32, height: f32) -> Collector {
        Collector {
            width: width.into(),
            height: height.into(),
            turned: Default::default(),
            open: Vec::new(),
            characters: 0,
            unknown: 0,
            covered: 0.0,
            densest: 0.0,
        }
    }

    /// Whether pictures cover enough of the page for a scan.
    pub fn pictured(&self) -> bool {
        self.covered > 0.2
    }

    /// Whether the font of most characters does not say what they mean.
    pub fn mostly_unknown(&self) -> bool {
        self.unknown > 20 && self.unknown * 2 > self.characters
    }

    /// The most pixels a point that a picture has.
    pub fn densest(&self) -> f64 {
        self.densest
    }

    /// The lines of the page, those that run the way most do first.
    pub fn lines(&self) -> Vec<Line> {
        let mut ways = [0, 1, 2, 3];
        ways.sort_by_key(|way| std::cmp::Reverse(self.turned[*way].len()));
        let mut all: Vec<Line> = Vec::new();
        let mut floor = 0.0;
        for way in ways {
            let first = all.len();
            let back = |frame: [f32; 4]| turn_back(way, frame);
            let mut found = lines(&self.turned[way], back);
            // What runs another way is read after the page, as if it stood below.
            let top = found.iter().map(Line::base).fold(f64::INFINITY, f64::min);
            let shift = if all.is_empty() { 0.0 } else { floor + 40.0 - top };
            for line in &mut found {
                line.order += first;
                line.words.iter_mut().for_each(|word| word.base += shift);
                floor = line.base().max(floor);
            }
            all.append(&mut found);
        }
        all
    }

    fn push(&mut self, way: usize, mark: Mark) {
        if self.turned.iter().map(Vec::len).sum::<usize>() < MOST_CHARACTERS {
            self.characters += usize::from(!mark.character.is_whitespace());
            self.turned[way].push(mark);
        }
    }

    fn draw(&mut self, glyph: &Glyph<'_>, at: Affine) {
        let advance = match glyph {
            Glyph::Outline(glyph) => glyph.advance_width(),
            Glyph::Type3(glyph) => glyph.advance_width(),
        };
        let advance = f64::from(advance.unwrap_or(500.0));
        let (start, end, up) =
            (at * Point::ZERO, at * Point::new(advance, 0.0), at * Point::new(0.0, 1000.0));
        let along = at * Point::new(1000.0, 0.0) - start;
        let size = (up - start).hypot();
        let inside =
            -2.0 <= start.x && start.x <= self.width + 2.0 && -2.0 <= start.y && start.y <= self.height + 2.0;
        if !inside || !size.is_finite() {
            return;
        }
        let angle = along.y.atan2(along.x).to_degrees().rem_euclid(360.0);
        let way = (angle / 90.0).round() as usize % 4;
        if (angle - 90.0 * (angle / 90.0).round()).abs() > 20.0 {
            return;
        }
        let (start, end) = (turn(way, start), turn(way, end));
        let artifact = self.open.iter().any(|open| open.artifact);
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => readable(c),
            Some(BfString::String(text)) => text.chars().map(readable).collect(),
            None => String::new(),
        };
        if text.is_empty() {
            // Without a meaning it still keeps its neighbours apart, or together.
            self.unknown += 1;
            self.characters += 1;
            return;
        }
        let many = text.chars().count() as f64;
        let step = (end.x - start.x) / many;
        for (number, character) in text.chars().enumerate() {
            let left = start.x + step * number as f64;
            self.push(way, Mark { character, left, right: left + step, base: start.y, size, artifact });
        }
    }

    /// Puts the text that the file gives in the place of the characters drawn since.
    fn replace(&mut self, text: &str, since: [usize; 4]) {
        for (marks, since) in self.turned.iter_mut().zip(since) {
            let Some((&first, &last)) = marks.get(since).zip(marks.last()) else { continue };
            if (first.base - last.base).abs() > 0.1 * first.size || last.right < first.left {
                continue;
            }
            marks.truncate(since);
            let step = (last.right - first.left) / text.chars().count().max(1) as f64;
            for (number, character) in text.chars().enumerate() {
                let left = first.left + step * number as f64;
                marks.push(Mark { character, left, right: left + step, ..first });
            }
        }
    }
}

/// A point of a page that is turned so that what ran in a way runs to the right.
fn turn(way: usize, point: Point) -> Point {
    match way {
        1 => Point::new(point.y, -point.x),
        2 => Point::new(-point.x, -point.y),
        3 => Point::new(-point.y, point.x),
        _ => point,
    }
}

fn turn_back(way: usize, [left, top, right, bottom]: [f32; 4]) -> [f32; 4] {
    match way {
        1 => [-bottom, left, -top, right],
        2 => [-right, -bottom, -left, -top],
        3 => [top, -right, bottom, -left],
        _ => [left, top, right, bottom],
    }
}

/// What stands for a character: ligatures become their letters, bullets of symbol fonts bullets.
fn readable(c: char) -> String {
    let plain = match c {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        '\u{fb05}' | '\u{fb06}' => "st",
        '\u{f0b7}' | '\u{f0a7}' | '\u{f0d8}' | '\u{f076}' => "•",
        '\u{f0fc}' => "✓",
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}' => "",
        c if c.is_control() && !c.is_whitespace() => "",
        c => return c.to_string(),
    };
    plain.into()
}

/// The characters of a text string of a PDF.
fn decode(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect()
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.draw(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let area = (props.transform.determinant() * width * height).abs();
        let page = (self.width * self.height).max(1.0);
        if area.is_finite() && area > 0.0 {
            self.covered += area.min(page) / page;
            if area > 0.05 * page {
                self.densest = self.densest.max((width * height / area).sqrt());
            }
        }
    }

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        let text = properties.and_then(|properties| properties.get::<PdfString<'_>>("ActualText"));
        let text = text.map(|text| decode(text.as_bytes())).filter(|text| text.chars().count() <= ACTUAL);
        let since = [0, 1, 2, 3].map(|way: usize| self.turned[way].len());
        self.open.push(Marked { artifact: tag == b"Artifact", text, since });
    }

    fn end_marked_content(&mut self) {
        if let Some(Marked { text: Some(text), since, .. }) = self.open.pop() {
            self.replace(&text, since);
        }
    }
}
