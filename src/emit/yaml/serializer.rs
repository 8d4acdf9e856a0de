//! The serde `Serializer`: says which value comes next, and leaves its looks to the printer.

use serde::ser::{Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, SerializeTupleStruct};
use serde::{Serialize, Serializer};

use super::key::{KeySerializer, Spelling};
use super::printer::{Printer, Slot};
use super::scalar;
use crate::emit::marked::{LOST_MARK, MARKED};
use crate::emit::spelled::SPELLED;
use crate::emit::{EmitError, places};

/// Writes one value into its slot.
pub(super) struct ValueSerializer<'a> {
    pub(super) printer: &'a mut Printer,
    pub(super) slot: Slot,
    /// The keys of the maps around, as ranges of the text; only those of maps that are not structs.
    pub(super) keys: &'a mut Vec<(usize, usize)>,
}

impl<'a> ValueSerializer<'a> {
    fn word(self, word: &str) -> Result<(), EmitError> {
        self.printer.word(self.slot, word);
        Ok(())
    }

    fn float(self, number: f64, spelling: &str) -> Result<(), EmitError> {
        if !number.is_finite() {
            return Err(EmitError::NotFinite);
        }
        // YAML 1.1 wants a point and a sign: `1e300` would be text.
        match spelling.split_once('e') {
            None => self.word(spelling),
            Some((mantissa, exponent)) => {
                let point = if mantissa.contains('.') { "" } else { ".0" };
                let sign = if exponent.starts_with('-') { "" } else { "+" };
                self.word(&format!("{mantissa}{point}e{sign}{exponent}"))
            }
        }
    }

    fn list(self) -> Result<ListSerializer<'a>, EmitError> {
        let slot = self.printer.leave_flow(self.slot)?;
        self.printer.enter()?;
        Ok(ListSerializer { printer: self.printer, keys: self.keys, slot, shape: ListShape::Empty })
    }

    fn map(self) -> Result<MapSerializer<'a>, EmitError> {
        let slot = self.printer.leave_flow(self.slot)?;
        self.printer.enter()?;
        let first_key = self.keys.len();
        Ok(MapSerializer { printer: self.printer, keys: self.keys, slot, value: slot, first_key, is_empty: true })
    }
}

macro_rules! display_numbers {
    ($($method:ident($number:ty);)*) => {
        $(fn $method(self, number: $number) -> Result<(), EmitError> { self.word(&number.to_string()) })*
    };
}

impl<'a> Serializer for ValueSerializer<'a> {
    type Ok = ();
    type Error = EmitError;
    type SerializeSeq = ListSerializer<'a>;
    type SerializeTuple = ListSerializer<'a>;
    type SerializeTupleStruct = ListSerializer<'a>;
    type SerializeTupleVariant = Impossible<(), EmitError>;
    type SerializeMap = MapSerializer<'a>;
    type SerializeStruct = MapSerializer<'a>;
    type SerializeStructVariant = Impossible<(), EmitError>;

    display_numbers! {
        serialize_i8(i8); serialize_i16(i16); serialize_i32(i32); serialize_i64(i64); serialize_i128(i128);
        serialize_u8(u8); serialize_u16(u16); serialize_u32(u32); serialize_u64(u64); serialize_u128(u128);
    }

    fn serialize_bool(self, value: bool) -> Result<(), EmitError> {
        self.word(if value { "true" } else { "false" })
    }

    fn serialize_f32(self, number: f32) -> Result<(), EmitError> {
        self.float(f64::from(number), &format!("{number:?}"))
    }

    fn serialize_f64(self, number: f64) -> Result<(), EmitError> {
        self.float(number, &format!("{number:?}"))
    }

    fn serialize_char(self, character: char) -> Result<(), EmitError> {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), EmitError> {
        self.printer.string(self.slot, text)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), EmitError> {
        Err(EmitError::Shape("bytes"))
    }

    fn serialize_none(self) -> Result<(), EmitError> {
        self.word("null")
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), EmitError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), EmitError> {
        self.word("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), EmitError> {
        self.word("null")
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), EmitError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, name: &'static str, value: &T) -> Result<(), EmitError> {
        if name == SPELLED {
            let mut word = String::new();
            value.serialize(KeySerializer { out: &mut word, spelling: Spelling::Bare })?;
            return self.word(&word);
        }
        if name != MARKED {
            return value.serialize(self);
        }
        let places = places::collect(value).map_err(|_| EmitError::Message(LOST_MARK.to_owned()))?;
        let mark = self.printer.begin_mark(self.slot, places)?;
        value.serialize(ValueSerializer { printer: &mut *self.printer, slot: self.slot, keys: self.keys })?;
        self.printer.end_mark(mark)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), EmitError> {
        let mut map = self.map()?;
        SerializeStruct::serialize_field(&mut map, variant, value)?;
        SerializeStruct::end(map)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<ListSerializer<'a>, EmitError> {
        self.list()
    }

    fn serialize_tuple(self, _: usize) -> Result<ListSerializer<'a>, EmitError> {
        self.list()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<ListSerializer<'a>, EmitError> {
        self.list()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, EmitError> {
        Err(EmitError::Shape("an enum variant with several fields"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<MapSerializer<'a>, EmitError> {
        self.map()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<MapSerializer<'a>, EmitError> {
        self.map()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, EmitError> {
        Err(EmitError::Shape("an enum variant with several fields"))
    }
}

/// Writes the items of a list.
pub(super) struct ListSerializer<'a> {
    printer: &'a mut Printer,
    keys: &'a mut Vec<(usize, usize)>,
    slot: Slot,
    shape: ListShape,
}

/// What became of a list so far.
enum ListShape {
    Empty,
    Flow,
    Block,
}

impl ListSerializer<'_> {
    fn item<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), EmitError> {
        if matches!(self.shape, ListShape::Empty) {
            self.printer.begin_flow(self.slot);
            self.shape = ListShape::Flow;
        }
        if matches!(self.shape, ListShape::Flow)
            && let Some(slot) = self.printer.flow_item()
        {
            value.serialize(ValueSerializer { printer: &mut *self.printer, slot, keys: &mut *self.keys })?;
            if !self.printer.end_flow_item(slot)? {
                self.shape = ListShape::Block;
            }
            return Ok(());
        }
        let slot = self.printer.dash(self.slot, false);
        value.serialize(ValueSerializer { printer: &mut *self.printer, slot, keys: &mut *self.keys })
    }

    fn finish(self) -> Result<(), EmitError> {
        self.printer.leave();
        match self.shape {
            ListShape::Empty => self.printer.word(self.slot, "[]"),
            ListShape::Flow => self.printer.end_flow(),
            ListShape::Block => {}
        }
        Ok(())
    }
}

macro_rules! list_traits {
    ($($name:ident::$method:ident;)*) => {
        $(impl $name for ListSerializer<'_> {
            type Ok = ();
            type Error = EmitError;

            fn $method<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), EmitError> {
                self.item(value)
            }

            fn end(self) -> Result<(), EmitError> {
                self.finish()
            }
        })*
    };
}

list_traits! {
    SerializeSeq::serialize_element;
    SerializeTuple::serialize_element;
    SerializeTupleStruct::serialize_field;
}

/// Writes the entries of a map or struct.
pub(super) struct MapSerializer<'a> {
    printer: &'a mut Printer,
    keys: &'a mut Vec<(usize, usize)>,
    slot: Slot,
    /// The slot of the value whose key was written last.
    value: Slot,
    first_key: usize,
    is_empty: bool,
}

impl MapSerializer<'_> {
    fn begin_key(&mut self) -> usize {
        let entry = self.printer.begin_key(self.slot, self.is_empty);
        self.is_empty = false;
        entry
    }

    fn value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), EmitError> {
        let slot = self.value;
        value.serialize(ValueSerializer { printer: &mut *self.printer, slot, keys: &mut *self.keys })
    }

    fn finish(self) -> Result<(), EmitError> {
        self.printer.leave();
        if self.is_empty {
            self.printer.word(self.slot, "{}");
        }
        // Equal keys have equal spellings, and different keys different ones.
        let spelling = |&(start, end): &(usize, usize)| &self.printer.text[start..end];
        let mut spellings: Vec<&str> = self.keys[self.first_key..].iter().map(spelling).collect();
        spellings.sort_unstable();
        if let Some(pair) = spellings.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(EmitError::DuplicateKey(pair[0].trim_end_matches(':').to_owned()));
        }
        self.keys.truncate(self.first_key);
        Ok(())
    }
}

impl SerializeMap for MapSerializer<'_> {
    type Ok = ();
    type Error = EmitError;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<(), EmitError> {
        let entry = self.begin_key();
        key.serialize(KeySerializer { out: &mut self.printer.text, spelling: Spelling::Safe })?;
        self.value = self.printer.end_key(self.slot, entry);
        self.keys.push((entry, self.printer.text.len()));
        Ok(())
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), EmitError> {
        self.value(value)
    }

    fn end(self) -> Result<(), EmitError> {
        self.finish()
    }
}

impl SerializeStruct for MapSerializer<'_> {
    type Ok = ();
    type Error = EmitError;

    fn serialize_field<T: ?Sized + Serialize>(&mut self, key: &'static str, value: &T) -> Result<(), EmitError> {
        let entry = self.begin_key();
        scalar::write_line(&mut self.printer.text, key);
        self.value = self.printer.end_key(self.slot, entry);
        self.value(value)
    }

    fn end(self) -> Result<(), EmitError> {
        self.finish()
    }
}
