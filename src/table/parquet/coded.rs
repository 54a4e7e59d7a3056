//! Columns of few different values, as the places in their dictionaries that the file holds: what most columns of options are.
//!
//! Pages are unpacked by the crate; dictionaries, levels and places are read here (the Parquet format's `Encodings.md`), because all that is
//! wanted of a value is its place. What was measured: ten columns of five options take a fifth of the time that values take. Anything
//! unusual (nulls, other encodings, more than 256 values, part of a row group) is left to the crate.

use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::Page;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescPtr;

use super::Chunks;
use super::read::Part;
use super::typed::{Typed, Values};

/// Most different values.
const MOST: usize = 256;

/// A column as places in its dictionary; none where it is not stored so.
///
/// # Errors
/// Those of the crate.
pub(super) fn coded(
    reader: &SerializedFileReader<Chunks>,
    part: &Part,
    leaf: usize,
    descr: &ColumnDescPtr,
) -> Result<Option<Typed>, ParquetError> {
    let rows = reader.metadata().row_group(part.group).num_rows();
    if part.from > 0 || usize::try_from(rows) != Ok(part.rows) || descr.max_def_level() > 1 {
        return Ok(None);
    }
    let group = reader.get_row_group(part.group)?;
    let mut pages = group.get_column_page_reader(leaf)?;
    let mut list = None;
    let mut places = Vec::with_capacity(part.rows + 8);
    while let Some(page) = pages.get_next_page()? {
        let taken = match &page {
            Page::DictionaryPage {
                buf, num_values, ..
            } => {
                list = dictionary(buf, *num_values as usize, descr);
                list.is_some()
            }
            _ => places_of(&page, descr, &mut places).is_some(),
        };
        if !taken {
            return Ok(None);
        }
    }
    let Some(list) = list.filter(|_| places.len() == part.rows) else {
        return Ok(None);
    };
    let known = list.len();
    if places.iter().any(|place| usize::from(*place) >= known) {
        return Ok(None);
    }
    Ok(Some(Typed {
        descr: descr.clone(),
        present: vec![1; part.rows],
        values: Values::Coded(places, Box::new(list)),
    }))
}

/// The values of a dictionary, stored plainly.
fn dictionary(bytes: &[u8], count: usize, descr: &ColumnDescPtr) -> Option<Values> {
    if count > MOST {
        return None;
    }
    let values = match descr.physical_type() {
        Physical::INT32 => Values::Int32(words(bytes).map(i32::from_le_bytes).collect()),
        Physical::INT64 => Values::Int64(words(bytes).map(i64::from_le_bytes).collect()),
        Physical::FLOAT => Values::Float(words(bytes).map(f32::from_le_bytes).collect()),
        Physical::DOUBLE => Values::Double(words(bytes).map(f64::from_le_bytes).collect()),
        Physical::BYTE_ARRAY => Values::Bytes(texts(bytes, count)?),
        _ => return None,
    };
    (values.len() == count).then_some(values)
}

fn words<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = [u8; N]> {
    bytes.as_chunks::<N>().0.iter().copied()
}

fn texts(mut bytes: &[u8], count: usize) -> Option<Vec<ByteArray>> {
    let mut texts = Vec::with_capacity(count);
    for _ in 0..count {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        texts.push(ByteArray::from(text.to_vec()));
        bytes = rest;
    }
    Some(texts)
}

/// Adds the places that a data page holds; none where it holds something else, or rows without a value.
fn places_of(page: &Page, descr: &ColumnDescPtr, places: &mut Vec<u8>) -> Option<()> {
    let is_coded = |encoding: &Encoding| {
        matches!(
            encoding,
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY
        )
    };
    let (bytes, count) = match page {
        Page::DataPage {
            buf,
            num_values,
            encoding,
            def_level_encoding,
            ..
        } if is_coded(encoding) => {
            let count = *num_values as usize;
            let bytes = match descr.max_def_level() {
                0 => &buf[..],
                _ if *def_level_encoding != Encoding::RLE => return None,
                _ => {
                    let (length, rest) = buf.split_first_chunk::<4>()?;
                    let (levels, rest) =
                        rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
                    let mut present = Vec::new();
                    runs(levels, 1, count, &mut present)?;
                    present.iter().all(|level| *level == 1).then_some(())?;
                    rest
                }
            };
            (bytes, count)
        }
        Page::DataPageV2 {
            buf,
            num_values,
            encoding,
            num_nulls,
            def_levels_byte_len,
            rep_levels_byte_len,
            ..
        } if is_coded(encoding) && *num_nulls == 0 => {
            let levels = *def_levels_byte_len as usize + *rep_levels_byte_len as usize;
            (buf.get(levels..)?, *num_values as usize)
        }
        _ => return None,
    };
    let (width, bytes) = bytes.split_first()?;
    runs(bytes, u32::from(*width), count, places)
}

/// So many numbers of at most eight bits, in runs of one number and in groups of eight.
fn runs(mut bytes: &[u8], width: u32, count: usize, out: &mut Vec<u8>) -> Option<()> {
    if width > 8 {
        return None;
    }
    let end = out.len() + count;
    while out.len() < end {
        let (head, rest) = header(bytes)?;
        let left = end - out.len();
        if head & 1 == 0 {
            let (value, rest) = match width {
                0 => (0, rest),
                _ => rest.split_first().map(|(value, rest)| (*value, rest))?,
            };
            let length = (head >> 1) as usize;
            (length > 0).then_some(())?;
            out.resize(out.len() + length.min(left), value);
            bytes = rest;
            continue;
        }
        let groups = ((head >> 1) as usize).min(left.div_ceil(8));
        (groups > 0).then_some(())?;
        let size = width as usize;
        let (packed, _) = rest.split_at_checked(groups * size)?;
        let start = out.len();
        out.resize(start + 8 * groups, 0);
        let eights = out[start..].as_chunks_mut::<8>().0;
        match width {
            1 => unpack::<1>(packed, eights),
            2 => unpack::<2>(packed, eights),
            3 => unpack::<3>(packed, eights),
            4 => unpack::<4>(packed, eights),
            5 => unpack::<5>(packed, eights),
            6 => unpack::<6>(packed, eights),
            7 => unpack::<7>(packed, eights),
            8 => unpack::<8>(packed, eights),
            _ => {}
        }
        out.truncate(end);
        bytes = rest
            .get(((head >> 1) as usize).checked_mul(size)?..)
            .unwrap_or(&[]);
    }
    Some(())
}

/// Groups of eight numbers of `W` bits, spread over eight bytes in three steps: halves, quarters, eighths of a word move to their places.
fn unpack<const W: usize>(packed: &[u8], eights: &mut [[u8; 8]]) {
    const fn low(bits: usize) -> u64 {
        if bits >= 64 {
            u64::MAX
        } else {
            (1 << bits) - 1
        }
    }
    let quarters = low(2 * W) | low(2 * W) << 32;
    let eighths = (low(W) | low(W) << 16) | (low(W) | low(W) << 16) << 32;
    for (group, eight) in packed.as_chunks::<W>().0.iter().zip(eights) {
        let mut word = [0; 8];
        word[..W].copy_from_slice(group);
        let word = u64::from_le_bytes(word);
        let word = word & low(4 * W) | (word >> (4 * W) & low(4 * W)) << 32;
        let word = word & quarters | (word >> (2 * W) & quarters) << 16;
        let word = word & eighths | (word >> W & eighths) << 8;
        *eight = word.to_le_bytes();
    }
}

/// A number of seven bits a byte, the lowest first.
fn header(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0;
    for (place, byte) in bytes.iter().enumerate().take(9) {
        number |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((number, &bytes[place + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_those_of_the_format() {
        let mut out = Vec::new();
        // The example of the format: 0 to 7 in three bits.
        runs(
            &[0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010],
            3,
            8,
            &mut out,
        )
        .unwrap();
        assert_eq!(out, [0, 1, 2, 3, 4, 5, 6, 7]);
        out.clear();
        runs(
            &[10, 4, 0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010],
            3,
            9,
            &mut out,
        )
        .unwrap();
        assert_eq!(out, [4, 4, 4, 4, 4, 0, 1, 2, 3]);
        out.clear();
        runs(&[200, 1], 0, 100, &mut out).unwrap();
        assert_eq!(out, [0; 100]);
        assert!(runs(&[10], 3, 5, &mut Vec::new()).is_none());
        assert!(runs(&[0, 4], 3, 5, &mut Vec::new()).is_none());
        assert!(runs(&[10, 4], 9, 5, &mut Vec::new()).is_none());
    }

    #[test]
    fn every_width_is_unpacked_as_bit_by_bit() {
        let mut seed = 88172645463325252u64;
        for width in 1..=8usize {
            let mut packed = vec![((5 << 1) | 1) as u8];
            packed.extend((0..5 * width).map(|_| {
                seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1);
                (seed >> 56) as u8
            }));
            let bit = |at: usize| packed[1 + at / 8] >> (at % 8) & 1;
            let number = |at: usize| (0..width).map(|b| bit(at * width + b) << b).sum::<u8>();
            let expected: Vec<u8> = (0..39).map(number).collect();
            let mut out = Vec::new();
            runs(&packed, width as u32, 39, &mut out).unwrap();
            assert_eq!(out, expected, "{width} bits");
        }
    }
}
