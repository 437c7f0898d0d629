//! A whole document → its top-level blocks.

use std::fmt::Write as _;

use pulldown_cmark::{Event, Parser};

use super::lines::LineCursor;
use super::raw_html::Draft;
use super::writer::Writer;
use super::{Form, Lines, Span, zola};

/// The blocks of the writer's body, whose lines `cursor` tells. The footnotes come last, as one
/// block.
pub(super) fn write(writer: &mut Writer<'_, '_>, mut cursor: LineCursor<'_>) -> Vec<Draft> {
    let body = writer.body;
    let mut drafts: Vec<Draft> = Vec::with_capacity(body.len() / 128);
    writer.reserve_ids();
    let mut depth = 0_usize;
    let mut block = 0..0;
    // Up to here the body is in blocks.
    let mut done = 0;
    for (event, span) in Parser::new_ext(body, writer.rules.parsed()).into_offset_iter() {
        writer.outputs.meet(&event);
        if depth == 0 && writer.rules.form == Form::Zola {
            drafts.extend(between(writer, done..span.start, &mut cursor));
            done = done.max(span.end);
        }
        if writer.footnotes.take_in(&event) {
            writer.footnotes.keep(event, span, &mut cursor);
            continue;
        }
        if depth == 0 {
            end_before(span.start, &block, drafts.last_mut(), &mut cursor);
            block = span.clone();
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        writer.write(event, span);
        if depth == 0 {
            match writer.cut(cursor.lines(&block)) {
                Some(draft) => drafts.push(draft),
                None => block = 0..0,
            }
        }
    }
    if writer.rules.form == Form::Zola {
        drafts.extend(between(writer, done..body.len(), &mut cursor));
        drafts.extend(zola::write_footnotes(writer));
    } else {
        drafts.extend(write_footnotes(writer));
    }
    drafts
}

/// What Zola writes between two blocks.
fn between(writer: &Writer<'_, '_>, span: Span, cursor: &mut LineCursor<'_>) -> Option<Draft> {
    let text = writer.body.get(span.clone())?;
    if !text.contains("]:") {
        return None;
    }
    let at = span.start + zola::empty_paragraph(text)?;
    Some(Draft {
        html: "<p></p>".to_owned(),
        lines: cursor.lines(&(at..at)),
        has_raw_html: false,
        begins_line: true,
        ends_line: true,
    })
}

/// Corrects the lines of the last draft, made of `block`, if the next block starts inside it: the
/// parser lets definition lists reach too far.
fn end_before(start: usize, block: &Span, last: Option<&mut Draft>, cursor: &mut LineCursor<'_>) {
    if let Some(last) = last
        && start < block.end
    {
        last.lines = cursor.lines(&(block.start..start));
    }
}

/// The footnotes that are referred to, in the order of their numbers.
fn write_footnotes(writer: &mut Writer<'_, '_>) -> Option<Draft> {
    writer.footnotes.finish();
    let mut all: Option<Lines> = None;
    let mut number = 1;
    while let Some(definition) = writer.footnotes.take(number) {
        if number == 1 {
            writer.html.push_str(match writer.rules.form {
                Form::Pulldown | Form::Zola => {
                    "<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n"
                }
                Form::Goldmark => "<div class=\"footnotes\" role=\"doc-endnotes\">\n<hr />\n<ol>\n",
            });
        }
        let _ = writeln!(writer.html, "<li id=\"fn:{number}\">");
        for (event, span) in definition.events {
            writer.write(event, span);
        }
        writer.write_lines();
        writer.flush_text();
        writer.footnotes.write_ways_back(&mut writer.html, number);
        writer.html.push_str("</li>\n");
        all = around(all, definition.lines);
        number += 1;
    }
    let lines = all?;
    writer.has_raw_html |= writer.footnotes.have_raw_html();
    writer.html.push_str(match writer.rules.form {
        Form::Pulldown | Form::Zola => "</ol>\n</section>\n",
        Form::Goldmark => "</ol>\n</div>\n",
    });
    writer.cut(lines)
}

/// The lines of both.
pub(super) fn around(all: Option<Lines>, lines: Option<Lines>) -> Option<Lines> {
    let (Some(one), Some(other)) = (all, lines) else {
        return all.or(lines);
    };
    Some(Lines {
        first: one.first.min(other.first),
        last: one.last.max(other.last),
    })
}
