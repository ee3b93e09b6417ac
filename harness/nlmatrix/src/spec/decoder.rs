//! Decodes messages with the names from specifications. The number of a generic netlink family is taken from the
//! controller's answer, which comes before any message of the family.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use nlmatrix_wire::netlink::header::{GENL_ID_CTRL, NETLINK_GENERIC};
use nlmatrix_wire::netlink::{Names, Place, Shown, decode_with, parse};

use super::{Kind, Spec};

/// What the controller says about a family.
const FAMILY_ID: u16 = 1;
const FAMILY_NAME: u16 = 2;

/// Decodes messages, with names for families that have a specification.
#[derive(Clone, Debug, Default)]
pub struct SpecDecoder {
    specs: Vec<Arc<Spec>>,
    /// The specifications of generic netlink families, by the families' numbers.
    known: RefCell<BTreeMap<u16, Arc<Spec>>>,
}

impl SpecDecoder {
    /// With these specifications.
    pub fn new(specs: &[Arc<Spec>]) -> Self {
        Self { specs: specs.to_vec(), known: RefCell::default() }
    }

    /// One line for each header and attribute.
    pub fn decode(&self, protocol: i32, bytes: &[u8]) -> Vec<String> {
        if protocol == NETLINK_GENERIC && !self.specs.is_empty() {
            self.learn(bytes);
        }
        decode_with(protocol, bytes, self)
    }

    /// Records the numbers of families.
    fn learn(&self, bytes: &[u8]) {
        for message in parse(bytes).messages {
            let genl = message.genl().filter(|_| message.header.ty == GENL_ID_CTRL);
            let Some((_, attrs)) = genl else { continue };
            let find = |ty| attrs.clone().find(|attr| attr.ty() == ty);
            let id = find(FAMILY_ID).and_then(|attr| attr.u16());
            let spec = find(FAMILY_NAME).and_then(|attr| {
                self.specs
                    .iter()
                    .find(|spec| spec.protocol.is_none() && spec.name.as_bytes() == attr.text())
            });
            if let Some((id, spec)) = id.zip(spec) {
                self.known.borrow_mut().insert(id, Arc::clone(spec));
            }
        }
    }
}

impl SpecDecoder {
    /// The specification for these messages, and their number in it.
    fn spec(&self, of: Place) -> Option<(Arc<Spec>, u16)> {
        if of.protocol == NETLINK_GENERIC {
            return Some((Arc::clone(self.known.borrow().get(&of.ty)?), of.command.into()));
        }
        let spec = self.specs.iter().find(|spec| spec.has_message(of.protocol, of.ty))?;
        Some((Arc::clone(spec), of.ty))
    }
}

impl Names for SpecDecoder {
    fn command(&self, of: Place) -> Option<String> {
        let (spec, number) = self.spec(of)?;
        Some(spec.by_number(number)?.name.clone())
    }

    fn attribute(&self, of: Place, path: &[u16]) -> Option<(String, Shown)> {
        let (spec, number) = self.spec(of)?;
        let mut set = spec.by_number(number)?.set.clone();
        let mut found = None;
        let mut path = path.iter();
        while let Some(ty) = path.next() {
            let attribute = spec.attribute_of(&set, *ty)?;
            let shown = match &attribute.kind {
                Kind::Number { big: true, .. } => Shown::BigEndian,
                Kind::Number { .. } => Shown::Number,
                Kind::Nest(inner) => {
                    set.clone_from(inner);
                    Shown::Nest
                }
                Kind::Array(inner) => {
                    set.clone_from(inner);
                    // The next type is a position in the array.
                    if let Some(place) = path.next() {
                        found = Some((place.to_string(), Shown::Nest));
                        continue;
                    }
                    Shown::Nest
                }
                Kind::Bytes => Shown::Bytes,
                Kind::Text | Kind::Flag => Shown::Guess,
            };
            found = Some((attribute.name.clone(), shown));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nlmatrix_wire::netlink::{AttrList, MessageBuilder};

    const SPEC: &str = "\
name: GREET
attribute-sets:
  - name: greet
    attributes:
      - {name: text, type: string}
      - {name: port, type: u16, byte-order: big-endian}
      - {name: list, type: indexed-array, sub-type: nest, nested-attributes: greet}
operations:
  list: [{name: hello, attribute-set: greet, do: {}}]
";

    #[test]
    fn messages_of_other_protocols_are_known_by_their_type() {
        let raw = "\
name: links
protocol: netlink-raw
protonum: 0
attribute-sets: [{name: link, attributes: [{name: address, type: binary}, {name: name, type: string, value: 3}]}]
operations:
  enum-model: directional
  list: [{name: getlink, attribute-set: link, do: {request: {value: 18}, reply: {value: 16}}}]
";
        let others = raw.replace("links", "addresses").replace("18", "22").replace("16", "20");
        let specs = [others, raw.to_owned()].map(|text| Arc::new(Spec::parse(&text).unwrap()));
        let link = MessageBuilder::new(16, 0, 1).payload(&[0; 16]).attr_str(3, "lo").build();
        assert_eq!(
            SpecDecoder::new(&specs).decode(0, &link)[2..],
            ["  attr name(3) len=7 \"lo\\0\""]
        );
    }

    #[test]
    fn messages_have_the_names_of_the_specification_once_the_family_is_known() {
        let decoder = SpecDecoder::new(&[Arc::new(Spec::parse(SPEC).unwrap())]);
        let list = AttrList::new().nested(1, &AttrList::new().bytes(2, &[0, 80]));
        let hello =
            MessageBuilder::new(33, 1, 1).genl(1, 1).attr_str(1, "hi").nested(3, &list).build();
        let decode = |bytes: &[u8]| decoder.decode(NETLINK_GENERIC, bytes)[1..].to_vec();
        assert_eq!(
            decode(&hello)[..2],
            ["  genl cmd=1 version=1", "  attr type=1 len=7 \"hi\\0\""]
        );
        let family = MessageBuilder::new(GENL_ID_CTRL, 0, 1).genl(1, 2);
        decode(&family.attr_str(FAMILY_NAME, "GREET").attr_u16(FAMILY_ID, 33).build());
        let named = [
            "  genl cmd=hello(1) version=1",
            "  attr text(1) len=7 \"hi\\0\"",
            "  attr list(3) len=16 nested",
            "    attr 1(1) len=12 nested",
            "      attr port(2) len=6 u16=80",
        ];
        assert_eq!(decode(&hello), named);
    }
}
