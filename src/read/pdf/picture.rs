//! A page of a PDF as a picture in greys, made of the pictures on it.
//!
//! For pages that were scanned: text, lines and areas of colour are not drawn.

use std::io::Write;

use hayro_interpret::font::GlyphRun;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, LumaData, SoftMask,
};

/// A picture in greys.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Pixels a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// From 0, black, to 255, white; row by row.
    pub greys: Vec<u8>,
    /// How many pixels are an inch.
    pub dots: f64,
}

/// The dots an inch at which letters are read well: the picture's own between these two.
const DOTS: (f64, f64) = (200.0, 300.0);
/// More pixels than this are not drawn: a page of two by two metres.
const MOST_PIXELS: f64 = 100e6;

/// How many pixels a point a page is drawn with, if its finest picture has `densest`.
pub fn scale(densest: f64) -> f64 {
    densest.clamp(DOTS.0 / 72.0, DOTS.1 / 72.0)
}

impl Picture {
    /// The picture in the format PGM.
    pub fn pgm(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.greys.len() + 20);
        // Writing to memory does not fail.
        let _ = write!(bytes, "P5\n{} {}\n255\n", self.width, self.height);
        bytes.extend_from_slice(&self.greys);
        bytes
    }
}

/// A page to draw pictures on.
pub struct Canvas(Picture);

impl Canvas {
    /// A white page of this size in points.
    pub fn new(width: f32, height: f32, scale: f64) -> Canvas {
        let area = (f64::from(width) * f64::from(height)).max(1.0);
        let scale = scale.min((MOST_PIXELS / area).sqrt());
        let pixels = |points: f32| ((f64::from(points) * scale).round() as usize).max(1);
        let (width, height) = (pixels(width), pixels(height));
        Canvas(Picture { width, height, greys: vec![255; width * height], dots: scale * 72.0 })
    }

    /// What was drawn.
    pub fn picture(self) -> Picture {
        self.0
    }

    /// Draws a picture whose pixels `transform` places on the page. `grey` gives a pixel and how much it
    /// covers.
    fn paint(&mut self, size: (u32, u32), transform: Affine, grey: impl Fn(usize, usize) -> (f64, f64)) {
        let (width, height) = (size.0 as usize, size.1 as usize);
        let area = (transform * Rect::new(0.0, 0.0, width as f64, height as f64).to_path(0.1)).bounding_box();
        let back = transform.inverse();
        if !(area.is_finite() && back.is_finite()) || width == 0 || height == 0 {
            return;
        }
        let clamp = |number: f64, most: usize| number.clamp(0.0, most as f64) as usize;
        let (left, right) = (clamp(area.x0.floor(), self.0.width), clamp(area.x1.ceil(), self.0.width));
        let (top, bottom) = (clamp(area.y0.floor(), self.0.height), clamp(area.y1.ceil(), self.0.height));
        // A finer picture is looked at in several places a pixel.
        let fine = ((back.determinant().abs().sqrt() - 0.2).ceil() as usize).clamp(1, 4);
        for y in top..bottom {
            for x in left..right {
                let (mut sum, mut cover) = (0.0, 0.0);
                for part in 0..fine * fine {
                    let offset = |number: usize| (number as f64 + 0.5) / fine as f64;
                    let at = Point::new(x as f64 + offset(part % fine), y as f64 + offset(part / fine));
                    let at = back * at;
                    if at.x < 0.0 || at.y < 0.0 || at.x >= width as f64 || at.y >= height as f64 {
                        continue;
                    }
                    let (value, alpha) = grey(at.x as usize, at.y as usize);
                    sum += value * alpha;
                    cover += alpha;
                }
                let whole = (fine * fine) as f64;
                let pixel = &mut self.0.greys[y * self.0.width + x];
                *pixel =
                    ((sum + f64::from(*pixel) * (whole - cover)) / whole).round().clamp(0.0, 255.0) as u8;
            }
        }
    }
}

fn luma(data: &[u8], at: usize) -> f64 {
    data.get(at).copied().map_or(255.0, f64::from)
}

impl<'a> Device<'a> for Canvas {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let scaled = |factors: (f32, f32)| {
            props.transform * Affine::scale_non_uniform(factors.0.into(), factors.1.into())
        };
        match image {
            Image::Stencil(stencil) => stencil.with_stencil(
                |mask, _| {
                    let transform = scaled(mask.scale_factors);
                    let width = mask.width as usize;
                    self.paint((mask.width, mask.height), transform, |x, y| {
                        (0.0, luma(&mask.data, y * width + x) / 255.0)
                    });
                },
                None,
            ),
            Image::Raster(raster) => raster.with_rgba(
                |image, alpha| {
                    let size = (image.width(), image.height());
                    let width = size.0 as usize;
                    let cover =
                        |x: usize, y: usize| alpha.as_ref().map_or(1.0, |alpha| at(alpha, size, x, y));
                    let transform = scaled(image.scale_factors());
                    match &image {
                        ImageData::Luma(image) => self
                            .paint(size, transform, |x, y| (luma(&image.data, y * width + x), cover(x, y))),
                        ImageData::Rgb(image) => self.paint(size, transform, |x, y| {
                            let at = (y * width + x) * 3;
                            let [red, green, blue] = [0, 1, 2].map(|part| luma(&image.data, at + part));
                            (0.299 * red + 0.587 * green + 0.114 * blue, cover(x, y))
                        }),
                    }
                },
                None,
            ),
        }
    }
}

/// How much a mask, which may have another size, covers of a pixel.
fn at(mask: &LumaData, size: (u32, u32), x: usize, y: usize) -> f64 {
    let x = x * mask.width as usize / size.0.max(1) as usize;
    let y = y * mask.height as usize / size.1.max(1) as usize;
    luma(&mask.data, y * mask.width as usize + x) / 255.0
}
