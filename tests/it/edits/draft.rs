//! A draft, and what its author does to it.

use crate::support::Random;

type Edit = fn(&mut Draft);

/// What can happen in one save; what authors do more often stands here more often.
const EDITS: [(&str, Edit); 18] = [
    ("type a word", Draft::type_a_word),
    ("type a word", Draft::type_a_word),
    ("type a word", Draft::type_a_word),
    ("type a word", Draft::type_a_word),
    ("append", Draft::append),
    ("insert", Draft::insert),
    ("insert", Draft::insert),
    ("delete", Draft::delete),
    ("delete", Draft::delete),
    ("move", Draft::move_away),
    ("replace", Draft::replace),
    ("double", Draft::double),
    ("stray HTML", Draft::insert_stray_html),
    ("clean up", Draft::clean_up),
    ("front matter", Draft::change_front_matter),
    ("status and swap", Draft::publish_and_swap),
    ("quote to alert", Draft::turn_quotes_into_alerts),
    ("several", Draft::do_several),
];

/// A draft that an author works on.
pub(super) struct Draft {
    random: Random,
    saves: usize,
    words: usize,
    title: String,
    tags: usize,
    unfinished: bool,
    chunks: Vec<String>,
}

impl Draft {
    pub(super) fn new(seed: u64) -> Self {
        let mut draft = Self {
            random: Random::new(seed),
            saves: 0,
            words: 0,
            title: "First title".to_owned(),
            tags: 1,
            unfinished: true,
            chunks: Vec::new(),
        };
        for _ in 0..14 {
            let chunk = draft.chunk();
            draft.chunks.push(chunk);
        }
        draft
    }

    /// A word that stands nowhere else.
    fn word(&mut self) -> String {
        self.words += 1;
        format!("w{}", self.words)
    }

    fn sentence(&mut self) -> String {
        let words: Vec<_> = (0..=self.random.below(8)).map(|_| self.word()).collect();
        let marks = ["", "*", "**", "`", "~~"];
        let mark = *self.random.one(&marks);
        // What counts differently in bytes, in characters, in UTF-16 and in HTML.
        let oddity = *self.random.one(&["", "", " ä & 😀 < c \u{a0}"]);
        format!("Here {mark}{}{mark}{oddity} ends.", words.join(" "))
    }

    /// A piece of Markdown of some kind.
    fn chunk(&mut self) -> String {
        let (one, two, word) = (self.sentence(), self.sentence(), self.word());
        match self.random.below(20) {
            0 => format!("## {one}"),
            1 => format!("- {one}\n- {two}\n    - {word}"),
            2 => format!("1. {one}\n\n2. {two}"),
            3 => format!("- [ ] {one}\n- [x] {word}"),
            4 => format!("```rust\nfn {word}() -> u32 {{ {} }}\n```", self.words),
            5 => format!("```\n{word}\n```"),
            6 => format!("| a | b |\n|---|---|\n| {one} | {word} |"),
            7 => format!("> {one}\n> {two}"),
            8 => format!("> [!NOTE]\n> {one}\n>\n> {two}"),
            9 => format!("A note[^{word}] here.\n\n[^{word}]: {one}"),
            10 => format!("<div class=\"{word}\">\n\n{one}\n\n</div>"),
            11 => format!("<details><summary>{word}</summary>\n\n{one}\n\n</details>"),
            12 => format!("A [link][{word}] here.\n\n[{word}]: https://example.org/{word}"),
            13 => format!("![{word}]({word}.png) {one}"),
            14 => format!("{word}\n: {one}"),
            15 => format!("<p>{one}<b>{word}</b>"),
            _ => format!("{one} {two}\n{word}"),
        }
    }

    /// Something that opens or closes what it should not.
    fn stray(&mut self) -> String {
        let word = self.word();
        let strays = [
            "<div>",
            "</div>",
            "</article>",
            "<b>",
            "</b></p>",
            "<table><tr><td>",
            "</td>",
            "<!--",
            "-->",
            "</body>",
            "<ul><li>",
            "<details>",
            "<p",
            "<script>",
            "</script>",
            "<template>",
            "<svg>",
            "<select>",
            "<textarea>",
            "</template></textarea></select></svg>",
        ];
        format!("{}{word}", self.random.one(&strays))
    }

    fn place(&mut self) -> usize {
        self.random.below(self.chunks.len())
    }

    /// One edit; its name. From then on the draft bears another [`Draft::mark`].
    pub(super) fn edit(&mut self) -> &'static str {
        self.saves += 1;
        self.change()
    }

    /// What tells this text from all before it: its description, which stands in the header,
    /// where no stray tag of the text reaches.
    pub(super) fn mark(&self) -> String {
        format!("Save {} is here.", self.saves)
    }

    fn change(&mut self) -> &'static str {
        if self.chunks.len() < 4 {
            self.append();
            return "append";
        }
        let (name, edit) = *self.random.one(&EDITS);
        edit(self);
        name
    }

    fn type_a_word(&mut self) {
        let (at, word) = (self.place(), self.word());
        let chunk = &self.chunks[at];
        self.chunks[at] = match self.random.below(3) {
            0 => chunk.replacen(" ends", &format!(" {word} ends"), 1),
            1 => chunk.replacen(" ends", &format!(" & {word} ends"), 1),
            _ => chunk.replacen("Here ", &format!("Here {word} "), 1),
        };
    }

    fn append(&mut self) {
        let chunk = self.chunk();
        self.chunks.push(chunk);
    }

    fn insert(&mut self) {
        let (at, chunk) = (self.place(), self.chunk());
        self.chunks.insert(at, chunk);
    }

    fn delete(&mut self) {
        let at = self.place();
        self.chunks.remove(at);
    }

    fn move_away(&mut self) {
        let from = self.place();
        let chunk = self.chunks.remove(from);
        let to = self.place();
        self.chunks.insert(to, chunk);
    }

    fn replace(&mut self) {
        let at = self.place();
        self.chunks[at] = self.chunk();
    }

    fn double(&mut self) {
        let at = self.place();
        let twin = self.chunks[at].clone();
        self.chunks.insert(at, twin);
    }

    fn insert_stray_html(&mut self) {
        let (at, stray) = (self.place(), self.stray());
        self.chunks.insert(at, stray);
    }

    fn clean_up(&mut self) {
        self.chunks
            .retain(|chunk| !chunk.starts_with('<') || chunk.contains('\n'));
        let word = self.word();
        self.chunks.push(word);
    }

    fn turn_quotes_into_alerts(&mut self) {
        for chunk in &mut self.chunks {
            if let Some(alert) = chunk.strip_prefix("> [!NOTE]\n") {
                *chunk = alert.to_owned();
            } else if chunk.starts_with("> ") {
                *chunk = format!("> [!NOTE]\n{chunk}");
            }
        }
    }

    fn change_front_matter(&mut self) {
        self.title = format!("Title {}", self.words);
        self.tags = self.random.below(4);
    }

    fn publish_and_swap(&mut self) {
        self.unfinished = !self.unfinished;
        let at = self.place();
        self.chunks.swap(0, at);
    }

    fn do_several(&mut self) {
        for _ in 0..4 {
            self.change();
        }
    }

    pub(super) fn text(&self) -> String {
        let tags: Vec<_> = (0..self.tags).map(|tag| format!("tag{tag}")).collect();
        let (title, tags, draft) = (&self.title, tags.join(", "), self.unfinished);
        let mark = self.mark();
        format!(
            "---\ntitle: \"{title}\"\ndescription: \"{mark}\"\ndate: 2024-05-01\ndraft: {draft}\ntags: [{tags}]\n---\n\n{}\n",
            self.chunks.join("\n\n")
        )
    }
}
