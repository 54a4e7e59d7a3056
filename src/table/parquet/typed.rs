//! Values of one column with the type that they had.

use parquet::basic::{ConvertedType, LogicalType, Type as Physical};
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::record::Field;
use parquet::schema::types::ColumnDescPtr;

use crate::table::cells::Kind;

/// Values, one per row; what stands where there is none counts for nothing.
#[derive(Clone, Debug)]
pub enum Values {
    Bool(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Int96(Vec<Int96>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
    /// Places in a list of at most 256 different values, which is none of this kind.
    Coded(Vec<u8>, Box<Values>),
}

macro_rules! each {
    ($values:expr, $own:ident => $do:expr) => {
        match $values {
            Values::Bool($own) => Values::Bool($do),
            Values::Int32($own) => Values::Int32($do),
            Values::Int64($own) => Values::Int64($do),
            Values::Int96($own) => Values::Int96($do),
            Values::Float($own) => Values::Float($do),
            Values::Double($own) => Values::Double($do),
            Values::Bytes($own) => Values::Bytes($do),
            Values::Fixed($own) => Values::Fixed($do),
            // Told apart before.
            Values::Coded(places, list) => Values::Coded(places.clone(), list.clone()),
        }
    };
}

#[expect(
    clippy::clone_on_copy,
    reason = "some kinds of values are copied, others are not"
)]
fn taken(values: &Values, rows: &[u32]) -> Values {
    if let Values::Coded(places, list) = values {
        let rows: Vec<u32> = rows
            .iter()
            .map(|row| places[*row as usize].into())
            .collect();
        return taken(list, &rows);
    }
    each!(values, own => rows.iter().map(|row| own[*row as usize].clone()).collect())
}

/// A column of some rows.
#[derive(Clone, Debug)]
pub struct Typed {
    pub(super) descr: ColumnDescPtr,
    pub(super) values: Values,
    /// 1 where there is a value.
    pub(super) present: Vec<i16>,
}

impl Values {
    /// Number of values.
    pub fn len(&self) -> usize {
        match self {
            Values::Bool(own) => own.len(),
            Values::Int32(own) => own.len(),
            Values::Int64(own) => own.len(),
            Values::Int96(own) => own.len(),
            Values::Float(own) => own.len(),
            Values::Double(own) => own.len(),
            Values::Bytes(own) => own.len(),
            Values::Fixed(own) => own.len(),
            Values::Coded(own, _) => own.len(),
        }
    }

    /// None of the type of a column.
    pub fn none(descr: &ColumnDescPtr) -> Self {
        match descr.physical_type() {
            Physical::BOOLEAN => Values::Bool(Vec::new()),
            Physical::INT32 => Values::Int32(Vec::new()),
            Physical::INT64 => Values::Int64(Vec::new()),
            Physical::INT96 => Values::Int96(Vec::new()),
            Physical::FLOAT => Values::Float(Vec::new()),
            Physical::DOUBLE => Values::Double(Vec::new()),
            Physical::BYTE_ARRAY => Values::Bytes(Vec::new()),
            Physical::FIXED_LEN_BYTE_ARRAY => Values::Fixed(Vec::new()),
        }
    }
}

/// What is shown of text that is none.
fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .flat_map(|b| format!("{b:02x}").into_bytes())
        .collect()
}

impl Typed {
    /// Some rows, in the order given.
    pub fn take(&self, rows: &[u32]) -> Self {
        Self {
            descr: self.descr.clone(),
            values: taken(&self.values, rows),
            present: rows.iter().map(|r| self.present[*r as usize]).collect(),
        }
    }

    /// Adds the rows of the same column of another chunk.
    pub fn append(&mut self, other: Self) {
        self.present.extend(other.present);
        match (&mut self.values, other.values) {
            (Values::Bool(own), Values::Bool(more)) => own.extend(more),
            (Values::Int32(own), Values::Int32(more)) => own.extend(more),
            (Values::Int64(own), Values::Int64(more)) => own.extend(more),
            (Values::Int96(own), Values::Int96(more)) => own.extend(more),
            (Values::Float(own), Values::Float(more)) => own.extend(more),
            (Values::Double(own), Values::Double(more)) => own.extend(more),
            (Values::Bytes(own), Values::Bytes(more)) => own.extend(more),
            (Values::Fixed(own), Values::Fixed(more)) => own.extend(more),
            // Columns of one table have one type; `open` sees to it.
            _ => {}
        }
    }

    /// Writes a value as text; says what kind of cell it is.
    pub fn text(&self, row: usize, out: &mut Vec<u8>) -> Kind {
        if self.present[row] == 0 {
            return Kind::Missing;
        }
        match &self.values {
            Values::Coded(places, list) => self.value(list, usize::from(places[row]), out),
            own => self.value(own, row, out),
        }
    }

    fn value(&self, values: &Values, row: usize, out: &mut Vec<u8>) -> Kind {
        let descr = &self.descr;
        let field = match values {
            Values::Bool(own) => Field::Bool(own[row]),
            Values::Int32(own) => Field::convert_int32(descr, own[row]),
            Values::Int64(own) => Field::convert_int64(descr, own[row]),
            Values::Int96(own) => Field::convert_int96(descr, own[row]),
            Values::Float(own) => Field::Float(own[row]),
            Values::Double(own) => Field::Double(own[row]),
            Values::Bytes(own) => return self.bytes(own[row].clone(), out),
            Values::Fixed(own) => return self.bytes(own[row].clone().into(), out),
            Values::Coded(..) => return Kind::Missing,
        };
        let kind = match field {
            Field::Float(number) if !number.is_finite() => Kind::Text,
            Field::Double(number) if !number.is_finite() => Kind::Text,
            Field::Float(number) => {
                out.extend(number.to_string().bytes());
                return Kind::Literal;
            }
            Field::Double(number) => {
                out.extend(number.to_string().bytes());
                return Kind::Literal;
            }
            Field::Date(_) | Field::TimestampMillis(_) | Field::TimestampMicros(_) => Kind::Text,
            Field::TimeMillis(_) | Field::TimeMicros(_) => Kind::Text,
            _ => Kind::Literal,
        };
        out.extend(field.to_string().trim_matches('"').bytes());
        kind
    }

    fn bytes(&self, value: ByteArray, out: &mut Vec<u8>) -> Kind {
        let is_decimal = matches!(self.descr.logical_type_ref(), Some(LogicalType::Decimal(_)))
            || self.descr.converted_type() == ConvertedType::DECIMAL;
        if is_decimal && let Ok(field) = Field::convert_byte_array(&self.descr, value.clone()) {
            out.extend(field.to_string().bytes());
            return Kind::Literal;
        }
        match std::str::from_utf8(value.data()) {
            Ok(text) => out.extend(text.bytes()),
            Err(_) => out.extend(hex(value.data())),
        }
        Kind::Text
    }
}
