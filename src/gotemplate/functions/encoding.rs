//! `jsonify`, `base64Encode`, `base64Decode`.

use super::arguments::{text, truth};
use super::{Entry, entry};
use crate::gotemplate::error::Failure;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::json::{self, Style};
use crate::gotemplate::value::Value;

pub(super) const FUNCTIONS: &[Entry] = &[
    entry(&["jsonify", "encoding.Jsonify"], 1, 2, jsonify),
    entry(&["debug.Dump"], 1, 1, |it, a| {
        let mut out = String::new();
        let style = Style {
            indent: "  ".into(),
            ..Style::default()
        };
        json::write(&mut out, &a[0], &style, it.limit())?;
        Ok(out.into())
    }),
    entry(&["base64Encode", "encoding.Base64Encode"], 1, 1, |_, a| {
        Ok(encode(text(&a[0])?.as_bytes()).into())
    }),
    entry(&["base64Decode", "encoding.Base64Decode"], 1, 1, |_, a| {
        let bytes = decode(&text(&a[0])?).ok_or("illegal base64 data")?;
        Ok(String::from_utf8_lossy(&bytes).into_owned().into())
    }),
];

/// `jsonify value` or `jsonify options value`.
fn jsonify(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let mut style = Style::default();
    let value = match arguments {
        [options, value] => {
            let options = options.entries().ok_or("jsonify: options must be a map")?;
            for (name, option) in options.iter() {
                match &*name.to_ascii_lowercase() {
                    "prefix" => style.prefix = text(option)?.into_owned(),
                    "indent" => style.indent = text(option)?.into_owned(),
                    "nohtmlescape" => style.escape_html = !truth(option),
                    _ => {}
                }
            }
            value
        }
        _ => &arguments[0],
    };
    let mut out = String::new();
    json::write(&mut out, value, &style, machine.limit())?;
    Ok(Value::html(&out))
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4_usize {
            if place > chunk.len() {
                out.push('=');
            } else {
                let digit = (group >> (18 - 6 * place)) & 63;
                let digit = usize::try_from(digit).expect("six bits fit everywhere");
                out.push(char::from(DIGITS[digit]));
            }
        }
    }
    out
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut group: u32 = 0;
    let mut bits = 0;
    let significant = text.bytes().filter(|b| !matches!(b, b'\n' | b'\r')).count();
    if !significant.is_multiple_of(4) {
        return None;
    }
    for byte in text
        .trim_end_matches('=')
        .bytes()
        .filter(|b| !matches!(b, b'\n' | b'\r'))
    {
        let digit = DIGITS.iter().position(|it| *it == byte)?;
        group = (group << 6 | u32::try_from(digit).ok()?) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from((group >> bits) & 0xff).ok()?);
        }
    }
    Some(out)
}
