//! Columns to row groups, and files of one row group to one file.

use std::io::Write;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType,
    Int32Type, Int64Type, Int96Type,
};
use parquet::errors::Result;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::typed::{Typed, Values};

/// A column to be written.
#[derive(Clone, Debug)]
pub enum ParquetColumn {
    /// As it was read.
    Typed(Typed),
    /// Numbers; NaN where there is none.
    Reals(Vec<f64>),
    /// True or false.
    Flags(Vec<Option<bool>>),
    /// Whole numbers; the least where there is none.
    Wholes(Vec<i64>),
    /// Text.
    Texts(Vec<Option<Vec<u8>>>),
    /// Lists of text.
    Lists(Vec<Vec<Vec<u8>>>),
}

fn properties() -> WriterPropertiesPtr {
    let level = ZstdLevel::try_new(1).unwrap_or_default();
    Arc::new(
        WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_created_by("winset".to_owned())
            .build(),
    )
}

/// Columns as a file of one row group, or of none where there are no rows.
pub fn write_rows(columns: &[(&str, ParquetColumn)]) -> Vec<u8> {
    // Writing to memory does not fail, and the schema is made for these columns.
    try_write(columns).unwrap_or_default()
}

fn try_write(columns: &[(&str, ParquetColumn)]) -> Result<Vec<u8>> {
    let fields = columns.iter().map(|(name, column)| field(name, column));
    let fields = fields.collect::<Result<Vec<TypePtr>>>()?;
    let schema = Type::group_type_builder("schema")
        .with_fields(fields)
        .build()?;
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), properties())?;
    if columns.first().is_some_and(|(_, column)| column.rows() > 0) {
        let mut group = writer.next_row_group()?;
        for (_, column) in columns {
            if let Some(mut out) = group.next_column()? {
                column.write(&mut out)?;
                out.close()?;
            }
        }
        group.close()?;
    }
    writer.into_inner()
}

fn field(name: &str, column: &ParquetColumn) -> Result<TypePtr> {
    let plain = |physical| {
        Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL)
    };
    let built = match column {
        ParquetColumn::Reals(_) => plain(Physical::DOUBLE).build()?,
        ParquetColumn::Flags(_) => plain(Physical::BOOLEAN).build()?,
        ParquetColumn::Wholes(_) => plain(Physical::INT64).build()?,
        ParquetColumn::Texts(_) => plain(Physical::BYTE_ARRAY)
            .with_logical_type(Some(LogicalType::String))
            .build()?,
        ParquetColumn::Typed(typed) => {
            let descr = &typed.descr;
            plain(descr.physical_type())
                .with_logical_type(descr.logical_type_ref().cloned())
                .with_converted_type(descr.converted_type())
                .with_length(descr.type_length())
                .with_precision(descr.type_precision())
                .with_scale(descr.type_scale())
                .build()?
        }
        ParquetColumn::Lists(_) => {
            let element = Type::primitive_type_builder("element", Physical::BYTE_ARRAY)
                .with_repetition(Repetition::REQUIRED)
                .with_logical_type(Some(LogicalType::String))
                .build()?;
            let list = Type::group_type_builder("list")
                .with_repetition(Repetition::REPEATED)
                .with_fields(vec![Arc::new(element)])
                .build()?;
            Type::group_type_builder(name)
                .with_repetition(Repetition::REQUIRED)
                .with_logical_type(Some(LogicalType::List))
                .with_fields(vec![Arc::new(list)])
                .build()?
        }
    };
    Ok(Arc::new(built))
}

impl ParquetColumn {
    /// Some rows, in the order given.
    pub fn take(&self, rows: &[u32]) -> Self {
        fn of<T: Clone>(own: &[T], rows: &[u32]) -> Vec<T> {
            rows.iter().map(|row| own[*row as usize].clone()).collect()
        }
        match self {
            ParquetColumn::Typed(typed) => ParquetColumn::Typed(typed.take(rows)),
            ParquetColumn::Reals(own) => ParquetColumn::Reals(of(own, rows)),
            ParquetColumn::Flags(own) => ParquetColumn::Flags(of(own, rows)),
            ParquetColumn::Wholes(own) => ParquetColumn::Wholes(of(own, rows)),
            ParquetColumn::Texts(own) => ParquetColumn::Texts(of(own, rows)),
            ParquetColumn::Lists(own) => ParquetColumn::Lists(of(own, rows)),
        }
    }

    /// Adds the rows of another column of the same kind.
    pub fn append(&mut self, other: Self) {
        match (self, other) {
            (ParquetColumn::Typed(own), ParquetColumn::Typed(more)) => own.append(more),
            (ParquetColumn::Reals(own), ParquetColumn::Reals(more)) => own.extend(more),
            (ParquetColumn::Flags(own), ParquetColumn::Flags(more)) => own.extend(more),
            (ParquetColumn::Wholes(own), ParquetColumn::Wholes(more)) => own.extend(more),
            (ParquetColumn::Texts(own), ParquetColumn::Texts(more)) => own.extend(more),
            (ParquetColumn::Lists(own), ParquetColumn::Lists(more)) => own.extend(more),
            _ => {}
        }
    }

    fn rows(&self) -> usize {
        match self {
            ParquetColumn::Typed(typed) => typed.present.len(),
            ParquetColumn::Reals(own) => own.len(),
            ParquetColumn::Flags(own) => own.len(),
            ParquetColumn::Wholes(own) => own.len(),
            ParquetColumn::Texts(own) => own.len(),
            ParquetColumn::Lists(own) => own.len(),
        }
    }

    fn write(&self, out: &mut SerializedColumnWriter) -> Result<()> {
        match self {
            ParquetColumn::Reals(own) => {
                let present: Vec<i16> = own.iter().map(|v| i16::from(!v.is_nan())).collect();
                values::<DoubleType>(own, &present, out)
            }
            ParquetColumn::Flags(own) => options::<BoolType>(own, out),
            ParquetColumn::Wholes(own) => {
                let present: Vec<i16> = own.iter().map(|v| i16::from(*v != i64::MIN)).collect();
                values::<Int64Type>(own, &present, out)
            }
            ParquetColumn::Texts(own) => {
                let texts = own.iter().map(|t| t.clone().map(ByteArray::from));
                options::<ByteArrayType>(&texts.collect::<Vec<_>>(), out)
            }
            ParquetColumn::Lists(own) => lists(own, out),
            ParquetColumn::Typed(typed) => {
                let present = &typed.present;
                match &typed.values {
                    Values::Bool(own) => values::<BoolType>(own, present, out),
                    Values::Int32(own) => values::<Int32Type>(own, present, out),
                    Values::Int64(own) => values::<Int64Type>(own, present, out),
                    Values::Int96(own) => values::<Int96Type>(own, present, out),
                    Values::Float(own) => values::<FloatType>(own, present, out),
                    Values::Double(own) => values::<DoubleType>(own, present, out),
                    Values::Bytes(own) => values::<ByteArrayType>(own, present, out),
                    Values::Fixed(own) => values::<FixedLenByteArrayType>(own, present, out),
                    // Rows that are taken are written out.
                    Values::Coded(..) => Ok(()),
                }
            }
        }
    }
}

fn options<T: DataType>(own: &[Option<T::T>], out: &mut SerializedColumnWriter) -> Result<()> {
    let present: Vec<i16> = own.iter().map(|v| i16::from(v.is_some())).collect();
    let packed: Vec<T::T> = own.iter().flatten().cloned().collect();
    out.typed::<T>()
        .write_batch(&packed, Some(&present), None)?;
    Ok(())
}

fn values<T: DataType>(
    own: &[T::T],
    present: &[i16],
    out: &mut SerializedColumnWriter,
) -> Result<()> {
    if present.iter().all(|p| *p == 1) {
        out.typed::<T>().write_batch(own, Some(present), None)?;
        return Ok(());
    }
    let packed = own.iter().zip(present).filter(|(_, p)| **p == 1);
    let packed: Vec<T::T> = packed.map(|(v, _)| v.clone()).collect();
    out.typed::<T>().write_batch(&packed, Some(present), None)?;
    Ok(())
}

fn lists(own: &[Vec<Vec<u8>>], out: &mut SerializedColumnWriter) -> Result<()> {
    let (mut values, mut present, mut repeats) = (Vec::new(), Vec::new(), Vec::new());
    for list in own {
        if list.is_empty() {
            present.push(0);
            repeats.push(0);
        }
        for (place, text) in list.iter().enumerate() {
            values.push(ByteArray::from(text.clone()));
            present.push(1);
            repeats.push(i16::from(place > 0));
        }
    }
    out.typed::<ByteArrayType>()
        .write_batch(&values, Some(&present), Some(&repeats))?;
    Ok(())
}

/// Puts files of one row group together.
pub struct Assembly<W: Write + Send> {
    to: Option<W>,
    writer: Option<SerializedFileWriter<W>>,
}

impl<W: Write + Send> Assembly<W> {
    /// Into a file that is written from its start.
    pub fn new(to: W) -> Self {
        Self {
            to: Some(to),
            writer: None,
        }
    }

    /// Adds a file that [`write_rows`] made of the same columns.
    ///
    /// # Errors
    /// What is wrong, in a sentence.
    pub fn add(&mut self, part: Vec<u8>) -> std::io::Result<()> {
        self.try_add(part.into()).map_err(outside)
    }

    fn try_add(&mut self, part: Bytes) -> Result<()> {
        let reader = SerializedFileReader::new(part.clone())?;
        let metadata = reader.metadata();
        if let Some(to) = self.to.take() {
            let schema = metadata.file_metadata().schema_descr().root_schema_ptr();
            self.writer = Some(SerializedFileWriter::new(to, schema, properties())?);
        }
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        for group in metadata.row_groups() {
            let mut out = writer.next_row_group()?;
            for column in group.columns() {
                let close = ColumnCloseResult {
                    bytes_written: column.compressed_size() as u64,
                    rows_written: group.num_rows() as u64,
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index: None,
                    offset_index: None,
                };
                out.append_column(&part, close)?;
            }
            out.close()?;
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// As [`Assembly::add`].
    pub fn finish(mut self) -> std::io::Result<Option<W>> {
        match self.writer.take() {
            Some(writer) => writer.into_inner().map(Some).map_err(outside),
            None => Ok(self.to.take()),
        }
    }
}

/// What the file system says is told as it says it.
fn outside(error: parquet::errors::ParquetError) -> std::io::Error {
    match error {
        parquet::errors::ParquetError::External(inner) => {
            match inner.downcast::<std::io::Error>() {
                Ok(own) => *own,
                Err(other) => std::io::Error::other(other.to_string()),
            }
        }
        other => std::io::Error::other(other.to_string()),
    }
}
