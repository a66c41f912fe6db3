//! The elements of a JSON list, one at a time, out of a file of any length.
//!
//! Only as much is held as one element takes. An element is cut out by counting brackets outside of
//! strings; whether it makes sense is for others to say. A list that breaks off gives every element
//! before the break, and then says so.

use super::account::Why;
use super::archive;
use std::io::Read;

/// A larger element is passed over: Slack's longest message takes a fraction of it.
const ELEMENT_BYTES_MAX: usize = 8 << 20;

/// So much is read at a time.
const CHUNK_BYTES: usize = 256 << 10;

/// One element of the list.
#[derive(Debug, PartialEq, Eq)]
pub enum Element<'a> {
    /// A JSON object, from brace to brace.
    Object(&'a [u8]),
    /// An object that is too large to be kept.
    TooLarge,
    /// Something other than an object: a number, a text, a list, nothing.
    Odd,
}

/// Reads a list; keep one and use it for file after file.
#[derive(Default)]
pub struct Elements {
    buffer: Vec<u8>,
    /// Where in the buffer the next element starts, and up to where there is something.
    at: usize,
    filled: usize,
}

impl Elements {
    /// Hands every element of a list to `take`. Fails where the list is not whole; what came before
    /// has been handed over by then.
    pub fn read(
        &mut self,
        input: &mut dyn Read,
        mut take: impl FnMut(Element<'_>),
    ) -> Result<(), Why> {
        (self.at, self.filled) = (0, 0);
        self.open(input)?;
        loop {
            match self.next_significant(input)? {
                Some(b'{') => self.object(input, &mut take)?,
                Some(b'[' | b'"') => self.object(input, |_| take(Element::Odd))?,
                Some(b',') => self.at += 1,
                Some(b']') => return self.close(input),
                Some(byte) if is_bare(byte) => {
                    self.bare(input)?;
                    take(Element::Odd);
                }
                Some(_) => return Err(Why::Malformed),
                None => return Err(Why::CutOff),
            }
        }
    }

    /// Reads the opening bracket, which a byte order mark may precede.
    fn open(&mut self, input: &mut dyn Read) -> Result<(), Why> {
        while self.filled < BYTE_ORDER_MARK.len() && self.refill(input)? {}
        if self.buffer[..self.filled].starts_with(BYTE_ORDER_MARK) {
            self.at = BYTE_ORDER_MARK.len();
        }
        match self.next_significant(input)? {
            Some(b'[') => {
                self.at += 1;
                Ok(())
            }
            Some(_) => Err(Why::NotAList),
            None => Err(Why::CutOff),
        }
    }

    /// Reads to the end of the input, where an archive tells whether it is whole.
    fn close(&mut self, input: &mut dyn Read) -> Result<(), Why> {
        self.at += 1;
        match self.next_significant(input)? {
            None => Ok(()),
            Some(_) => Err(Why::Malformed),
        }
    }

    /// Returns the next byte that is no white space, without passing it.
    fn next_significant(&mut self, input: &mut dyn Read) -> Result<Option<u8>, Why> {
        loop {
            let rest = &self.buffer[self.at..self.filled];
            if let Some(skip) = rest.iter().position(|byte| !byte.is_ascii_whitespace()) {
                self.at += skip;
                return Ok(Some(self.buffer[self.at]));
            }
            self.at = self.filled;
            if !self.refill(input)? {
                return Ok(None);
            }
        }
    }

    /// Passes over a number, or a word such as `null`.
    fn bare(&mut self, input: &mut dyn Read) -> Result<(), Why> {
        loop {
            let rest = &self.buffer[self.at..self.filled];
            if let Some(length) = rest.iter().position(|byte| !is_bare(*byte)) {
                self.at += length;
                return Ok(());
            }
            self.at = self.filled;
            if !self.refill(input)? {
                return Err(Why::CutOff);
            }
        }
    }

    /// Cuts out what is between brackets, or a text.
    fn object(
        &mut self,
        input: &mut dyn Read,
        mut take: impl FnMut(Element<'_>),
    ) -> Result<(), Why> {
        let mut scan = Scan::default();
        let mut too_large = false;
        let mut scanned = 0;
        loop {
            let fresh = &self.buffer[self.at + scanned..self.filled];
            if let Some(length) = scan.end(fresh) {
                let end = self.at + scanned + length;
                take(match too_large {
                    true => Element::TooLarge,
                    false => Element::Object(&self.buffer[self.at..end]),
                });
                self.at = end;
                return Ok(());
            }
            scanned = self.filled - self.at;
            if too_large || scanned > ELEMENT_BYTES_MAX {
                (self.at, scanned, too_large) = (self.filled, 0, true);
            }
            if !self.refill(input)? {
                return Err(Why::CutOff);
            }
        }
    }

    /// Moves what is left to the front and reads on; `false` at the end of the input.
    fn refill(&mut self, input: &mut dyn Read) -> Result<bool, Why> {
        self.buffer.copy_within(self.at..self.filled, 0);
        (self.at, self.filled) = (0, self.filled - self.at);
        if self.buffer.len() < self.filled + CHUNK_BYTES {
            self.buffer.resize(self.filled + CHUNK_BYTES, 0);
        }
        loop {
            match input.read(&mut self.buffer[self.filled..]) {
                Ok(read) => {
                    self.filled += read;
                    return Ok(read > 0);
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(archive::why(&error)),
            }
        }
    }
}

/// Tells whether a byte may stand in a number or a word.
fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Looks for the end of an object, piece by piece.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    /// Whether the byte before was a backslash that escapes the next.
    escaped: bool,
}

impl Scan {
    /// Returns how many bytes of this piece belong to the object, if it ends here.
    fn end(&mut self, piece: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < piece.len() {
            if self.in_string {
                at += self.string(&piece[at..]);
            } else {
                match piece[at] {
                    b'"' => self.in_string = true,
                    b'{' | b'[' => self.depth += 1,
                    b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                at += 1;
            }
            if self.depth == 0 && !self.in_string {
                return Some(at);
            }
        }
        None
    }

    /// Passes over the rest of a string, or all of the piece; returns how many bytes that was.
    fn string(&mut self, piece: &[u8]) -> usize {
        if self.escaped {
            self.escaped = false;
            return 1;
        }
        let Some(at) = memchr::memchr2(b'"', b'\\', piece) else { return piece.len() };
        match piece[at] {
            b'"' => self.in_string = false,
            _ => self.escaped = true,
        }
        at + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time, as a slow disk would.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let read = self.1.min(self.0.len()).min(buffer.len());
            buffer[..read].copy_from_slice(&self.0[..read]);
            self.0 = &self.0[read..];
            Ok(read)
        }
    }

    fn check(text: &[u8], expected: &[&str], end: Result<(), Why>) {
        for step in [1, 2, 7, 1 << 20] {
            let mut found = Vec::new();
            let ended = Elements::default().read(&mut Drip(text, step), |element| {
                found.push(match element {
                    Element::Object(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                    Element::TooLarge => "too large".to_owned(),
                    Element::Odd => "odd".to_owned(),
                });
            });
            assert_eq!(found, expected, "{step} bytes at a time");
            assert_eq!(ended, end, "{step} bytes at a time");
        }
    }

    #[test]
    fn objects_are_cut_out_whatever_is_in_them() {
        check(b"[]", &[], Ok(()));
        check(b"\xef\xbb\xbf \n[ {} , {\"a\":[{}]}\n]\n", &["{}", "{\"a\":[{}]}"], Ok(()));
        let odd = br#"[{"text":"} ] \" \\","b":{"c":"\u0022{"}},{"d":1}]"#;
        check(odd, &[r#"{"text":"} ] \" \\","b":{"c":"\u0022{"}}"#, r#"{"d":1}"#], Ok(()));
    }

    #[test]
    fn a_list_that_is_not_whole_gives_what_stands_before_the_break() {
        check(b"[{\"a\":1},{\"b\":", &["{\"a\":1}"], Err(Why::CutOff));
        check(b"[{\"a\":1},", &["{\"a\":1}"], Err(Why::CutOff));
        check(b"[{\"a\":1}] [", &["{\"a\":1}"], Err(Why::Malformed));
        check(b"[{\"a\":1}, }]", &["{\"a\":1}"], Err(Why::Malformed));
        check(b"[{\"a\":1}, nul", &["{\"a\":1}"], Err(Why::CutOff));
        check(b"", &[], Err(Why::CutOff));
        check(b"{\"ok\":true}", &[], Err(Why::NotAList));
        check(b"<html>", &[], Err(Why::NotAList));
        check(b"\xff\xfe[\0", &[], Err(Why::NotAList));
    }

    #[test]
    fn what_is_no_object_is_handed_over_as_odd_and_the_rest_is_read() {
        let odd = br#"[null, -1.5e3,"a ] \" {", [1,[{"b":2}]] ,{"c":3}, true]"#;
        check(odd, &["odd", "odd", "odd", "odd", r#"{"c":3}"#, "odd"], Ok(()));
    }

    #[test]
    fn an_object_beyond_any_size_is_passed_over_and_not_kept() {
        let mut text = b"[{\"a\":\"".to_vec();
        text.resize(ELEMENT_BYTES_MAX * 3, b'x');
        text.extend(b"\"},{\"b\":1}]");
        let mut elements = Elements::default();
        let mut found = Vec::new();
        let ended = elements.read(&mut &text[..], |element| match element {
            Element::TooLarge | Element::Odd => found.push(0),
            Element::Object(bytes) => found.push(bytes.len()),
        });
        assert_eq!((found, ended), (vec![0, 7], Ok(())));
        assert!(elements.buffer.len() < ELEMENT_BYTES_MAX * 3 / 2, "{}", elements.buffer.len());
    }
}
