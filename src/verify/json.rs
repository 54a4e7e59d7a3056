//! Results read from JSON that may be anything: no key twice, every place known by its pointer (RFC 6901).

use std::fmt::{self, Display};

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::report::{Fault, Trouble};

/// Text that is no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong.
    pub what: String,
}

/// Reads a JSON text: nested at most 128 deep, numbers within floating point, no key twice in an object.
///
/// # Errors
/// The place of the first thing that is wrong.
pub fn read_json(text: &str) -> Result<Value, Unreadable> {
    match serde_json::from_str::<Strict>(text) {
        Ok(Strict(value)) => Ok(value),
        Err(error) => {
            let full = error.to_string();
            let what = full.split(" at line ").next().unwrap_or(&full);
            Err(Unreadable {
                line: error.line(),
                column: error.column(),
                what: what.to_owned(),
            })
        }
    }
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reading).map(Strict)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, own: bool) -> Result<Value, E> {
        Ok(own.into())
    }
    fn visit_i64<E>(self, own: i64) -> Result<Value, E> {
        Ok(own.into())
    }
    fn visit_u64<E>(self, own: u64) -> Result<Value, E> {
        Ok(own.into())
    }
    fn visit_f64<E>(self, own: f64) -> Result<Value, E> {
        Ok(Number::from_f64(own).map_or(Value::Null, Value::Number))
    }
    fn visit_str<E>(self, own: &str) -> Result<Value, E> {
        Ok(own.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let Strict(value) = entries.next_value()?;
            if object.insert(key.clone(), value).is_some() {
                return Err(A::Error::custom(format!("the key {key:?} stands twice")));
            }
        }
        Ok(Value::Object(object))
    }
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct At<'v> {
    /// The value.
    pub value: &'v Value,
    /// Its pointer, such as `/frontier/3/gain/north`.
    pub pointer: String,
}

type Read<T> = Result<T, Trouble>;

impl<'v> At<'v> {
    /// The whole.
    pub fn root(value: &'v Value) -> Self {
        Self {
            value,
            pointer: String::new(),
        }
    }

    fn below(&self, value: &'v Value, step: impl Display) -> Self {
        let step = step.to_string().replace('~', "~0").replace('/', "~1");
        Self {
            value,
            pointer: format!("{}/{step}", self.pointer),
        }
    }

    /// This is not what stands here in any result.
    pub fn wrong(&self, what: impl Display) -> Trouble {
        Trouble::Shape {
            at: self.pointer.clone(),
            what: what.to_string(),
        }
    }

    /// What stands here is not so.
    pub fn fails(&self, finds: impl Display) -> Trouble {
        self.fails_saying(told(self.value), finds)
    }

    /// What is said here, in other words, is not so.
    pub fn fails_saying(&self, says: impl Display, finds: impl Display) -> Trouble {
        Trouble::Fails(Fault {
            at: self.pointer.clone(),
            says: says.to_string(),
            finds: finds.to_string(),
        })
    }

    /// What stands under a key; it may be null.
    pub fn key(&self, name: &str) -> Read<At<'v>> {
        let object = self.object()?;
        match object.get(name) {
            Some(value) => Ok(self.below(value, name)),
            None => Err(self.wrong(format!("the key `{name}` is missing"))),
        }
    }

    /// What stands under a key, if it is there and not null.
    pub fn find(&self, name: &str) -> Option<At<'v>> {
        let value = self.value.as_object()?.get(name)?;
        (!value.is_null()).then(|| self.below(value, name))
    }

    /// An object.
    pub fn object(&self) -> Read<&'v Map<String, Value>> {
        let object = self.value.as_object();
        object.ok_or_else(|| self.wrong("an object belongs here"))
    }

    /// What stands in an object, in order.
    pub fn entries(&self) -> Read<Vec<(&'v str, At<'v>)>> {
        let object = self.object()?.iter();
        Ok(object
            .map(|(k, v)| (k.as_str(), self.below(v, k)))
            .collect())
    }

    /// What stands in a list.
    pub fn items(&self) -> Read<Vec<At<'v>>> {
        let Some(list) = self.value.as_array() else {
            return Err(self.wrong("a list belongs here"));
        };
        let items = list.iter().enumerate();
        Ok(items.map(|(i, v)| self.below(v, i)).collect())
    }

    /// A text.
    pub fn text(&self) -> Read<&'v str> {
        let text = self.value.as_str();
        text.ok_or_else(|| self.wrong("a text belongs here"))
    }

    /// Texts.
    pub fn texts(&self) -> Read<Vec<&'v str>> {
        self.items()?.iter().map(At::text).collect()
    }

    /// A number.
    pub fn number(&self) -> Read<f64> {
        let number = self.value.as_f64();
        number.ok_or_else(|| self.wrong("a number belongs here"))
    }

    /// A whole number from 0.
    pub fn count(&self) -> Read<u64> {
        let count = self.value.as_u64();
        count.ok_or_else(|| self.wrong("a whole number from 0 belongs here"))
    }

    /// True or false.
    pub fn flag(&self) -> Read<bool> {
        let flag = self.value.as_bool();
        flag.ok_or_else(|| self.wrong("true or false belongs here"))
    }

    /// Nothing but these keys may stand here: what is not known is not checked either.
    pub fn only(&self, known: &[&str]) -> Read<()> {
        for (key, at) in self.entries()? {
            if !known.contains(&key) {
                return Err(at.wrong(format!("no result has a key `{key}` here")));
            }
        }
        Ok(())
    }

    /// The flag is so.
    pub fn flag_is(&self, found: bool) -> Read<()> {
        match self.flag()? == found {
            true => Ok(()),
            false => Err(self.fails(found)),
        }
    }

    /// The count is so.
    pub fn count_is(&self, found: usize) -> Read<()> {
        match self.count()? == found as u64 {
            true => Ok(()),
            false => Err(self.fails(found)),
        }
    }

    /// The text is so.
    pub fn text_is(&self, found: &str) -> Read<()> {
        match self.text()? == found {
            true => Ok(()),
            false => Err(self.fails(format!("{found:?}"))),
        }
    }

    /// The texts are these.
    pub fn texts_are<T: AsRef<str>>(&self, found: &[T]) -> Read<()> {
        let found: Vec<&str> = found.iter().map(AsRef::as_ref).collect();
        match self.texts()? == found {
            true => Ok(()),
            false => Err(self.fails(format!("{found:?}"))),
        }
    }

    /// The number is so, within `tolerance`.
    pub fn near(&self, found: f64, tolerance: f64) -> Read<()> {
        let number = self.number()?;
        match (number - found).abs() <= tolerance {
            true => Ok(()),
            false => Err(self.fails(found)),
        }
    }

    /// Is it the number or null that is found?
    pub fn number_is(&self, found: Option<f64>) -> Read<()> {
        match (self.value.is_null(), found) {
            (true, None) => Ok(()),
            (true, Some(found)) => Err(self.fails(found)),
            (false, None) => Err(self.fails("null")),
            (false, Some(found)) => self.near(found, 0.0),
        }
    }
}

/// A value in print.
pub fn told(value: &Value) -> String {
    value.to_string()
}
