//! Diagnostics as data: source files, spans, codes, labels and help. Printing them is `render`'s.

mod code;
mod source;

pub use code::{Code, Diagnostic, Label, Problems, Severity, near};
pub use source::{FileId, Place, SourceFile, Sources, Span, Spanned, file_name};
