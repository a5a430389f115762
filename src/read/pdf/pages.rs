//! What is drawn on the pages of a PDF, as words at places.
//!
//! A page that is a picture is handed on as one. Lines, columns and paragraphs are for
//! [`crate::read::layout`].

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, Rect};
use hayro_interpret::{Context, Device, InterpreterCache, InterpreterSettings, interpret_page};

use super::{glyphs, picture};
use crate::read::layout::Page;
pub use picture::Picture;

/// More pages than this are in no letter.
const MOST_PAGES: usize = 5_000;
/// A page of pictures with fewer characters than this is a scan.
const FEW: usize = 60;

/// What a PDF holds.
#[derive(Debug, Default)]
pub struct Contents {
    /// Its pages.
    pub pages: Vec<Page>,
    /// Whether some of them are pictures, and were read as such.
    pub scanned: bool,
    /// Whether some of them could not be read.
    pub unread: bool,
    /// Whether some characters have no known meaning.
    pub unknown: bool,
}

/// Reads the pages of a PDF. `scan` reads the lines of a page that is a picture.
///
/// # Errors
/// Why it cannot be read, or what `scan` fails with if nothing else can be read.
pub fn pages(
    bytes: Vec<u8>,
    mut scan: impl FnMut(&Picture) -> Result<Page, String>,
) -> Result<Contents, String> {
    let pdf = Pdf::new(bytes).map_err(reason)?;
    let count = pdf.pages().len();
    if count == 0 {
        return Err("the PDF has no page that can be shown: it is cut off, or its pages have a size that none can have; open it \
                    in a viewer and print it to a new one"
            .into());
    }
    if count > MOST_PAGES {
        return Err(format!("the PDF has {count} pages, more than {MOST_PAGES}; split it"));
    }
    let cache = InterpreterCache::new();
    let mut contents = Contents::default();
    let mut refused = None;
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        let mut collector = glyphs::Collector::new(width, height);
        show(page, 1.0, &cache, &mut collector);
        let mut read = Page { width, height, lines: collector.lines() };
        if collector.characters < FEW && collector.pictured() || collector.mostly_unknown() {
            let scale = picture::scale(collector.densest());
            let mut canvas = picture::Canvas::new(width, height, scale);
            show(page, scale, &cache, &mut canvas);
            match scan(&canvas.picture()) {
                Ok(page) => {
                    contents.scanned = true;
                    read.lines.extend(page.lines);
                }
                Err(why) => {
                    contents.unread = true;
                    refused.get_or_insert(why);
                }
            }
        }
        contents.unknown |= collector.unknown > 0;
        contents.pages.push(read);
    }
    if contents.pages.iter().all(|page| page.lines.is_empty()) {
        return Err(refused.unwrap_or_else(|| "the PDF holds no words".into()));
    }
    Ok(contents)
}

/// Draws a page on a device, so many pixels a point.
fn show<'a>(
    page: &hayro_interpret::hayro_syntax::page::Page<'a>,
    scale: f64,
    cache: &InterpreterCache<'a>,
    device: &mut impl Device<'a>,
) {
    let start = Affine::scale(scale) * Affine::new(page.initial_transform(true).as_coeffs());
    let (width, height) = page.render_dimensions();
    let area = Rect::new(0.0, 0.0, f64::from(width) * scale, f64::from(height) * scale);
    let mut context = Context::new(start, area, cache, page.xref(), InterpreterSettings::default());
    interpret_page(page, &mut context, device);
}

fn reason(error: LoadPdfError) -> String {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            "the PDF is encrypted and opens with a password only; save a copy without one"
        }
        LoadPdfError::Decryption(_) => {
            "the PDF is encrypted in a way that is not known or broken; save a copy that is not"
        }
        LoadPdfError::Invalid => {
            "the PDF is broken or cut off; open it in a viewer and print it to a new one"
        }
    }
    .into()
}
