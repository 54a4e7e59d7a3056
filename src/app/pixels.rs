//! Pictures as pixels: a drawing is laid out with the fonts of the machine and written as PNG.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// Pixels for each unit of the drawing, so that small print is legible on a page.
const DENSITY: f32 = 2.0;

/// Names of fonts to write with, the first that is there.
const FONTS: [&str; 7] = [
    "DejaVu Sans",
    "Segoe UI",
    "Helvetica Neue",
    "Arial",
    "Liberation Sans",
    "Noto Sans",
    "FreeSans",
];

/// A drawing as PNG.
///
/// # Errors
/// A sentence for people: there is no font to write with, or the drawing is too large.
pub fn png(svg: &str) -> Result<Vec<u8>, String> {
    let mut options = Options::default();
    let fonts = options.fontdb_mut();
    fonts.load_system_fonts();
    let families = |name: &str| {
        let mut faces = fonts.faces();
        faces.any(|face| face.families.iter().any(|(family, _)| family == name))
    };
    let known = FONTS.into_iter().find(|name| families(name));
    let any = fonts
        .faces()
        .find_map(|face| Some(face.families.first()?.0.clone()));
    let Some(family) = known.map(str::to_owned).or(any) else {
        return Err(
            "there is no font on this machine to write a PNG with; install one, such as DejaVu Sans, or write SVG instead"
                .to_owned(),
        );
    };
    fonts.set_sans_serif_family(&family);
    options.font_family = family;
    let tree = Tree::from_str(svg, &options)
        .map_err(|error| format!("the picture cannot be laid out: {error}"))?;
    let size = tree.size();
    let pixels = |length: f32| (length * DENSITY).ceil() as u32;
    let mut pixmap = Pixmap::new(pixels(size.width()), pixels(size.height()))
        .ok_or("the picture is too large for pixels; write SVG instead")?;
    let transform = Transform::from_scale(DENSITY, DENSITY);
    resvg::render(&tree, transform, &mut pixmap.as_mut());
    pixmap
        .encode_png()
        .map_err(|error| format!("the picture has no form as PNG: {error}"))
}
