//! Patterns and zones.

use super::*;
use crate::grammar::class::Bytes;
use crate::grammar::pattern::Flaw;
use crate::grammar::reader::Reader;

/// The zones of a family, and how its texts are cut.
pub(super) struct Anatomy {
    pub(super) zones: Vec<Zone>,
    pub(super) first_zone: usize,
    pub(super) joint: Joint,
    pub(super) tense: Option<usize>,
    pub(super) abbreviations: Vec<String>,
}

impl Loader<'_> {
    /// Makes the pieces of a file known, after a look at each by itself.
    pub(super) fn pieces(&mut self, of: &PiecesFile, words: &Words) {
        let own = of.iter().map(|(name, piece)| (name.get_ref().clone(), piece.get_ref().clone()));
        if !of.is_empty() {
            Arc::make_mut(&mut self.pieces).extend(own);
        }
        of.values().for_each(|piece| drop(self.program(piece, words)));
    }

    /// A pattern with its pieces put in.
    pub(super) fn whole(&mut self, pattern: &Spanned<String>) -> Option<pieces::Whole> {
        match pieces::whole(pattern.get_ref(), &self.pieces) {
            Ok(whole) => return Some(whole),
            Err(Missing::Broken(flaw)) => self.flaw(BAD_PATTERN, pattern, flaw),
            Err(Missing::Unknown(..)) if self.unread.iter().any(|name| name == FAMILY) => {}
            Err(Missing::Unknown(name, place)) => {
                let help = nearest(&name, self.pieces.keys().map(String::as_str));
                let help = help.unwrap_or_else(|| "define it under `[pieces]`".into());
                self.flaw(NO_PIECE, pattern, Flaw::new(place, format!("there is no piece `{name}`"), help));
            }
        }
        None
    }

    /// A pattern compiled, its flaws noted at their places in the file.
    pub(super) fn program(&mut self, pattern: &Spanned<String>, words: &Words) -> Option<Program> {
        let whole = self.whole(pattern)?;
        let flaws = match Program::new(&whole.pattern, &mut |name| reader(name, words)) {
            Ok(program) => match program.compile() {
                Ok(()) => return Some(program),
                Err(flaw) => vec![flaw],
            },
            Err(flaws) => flaws,
        };
        for mut flaw in flaws {
            flaw.place = whole.written(flaw.place);
            // What is wrong with a list has been said.
            if flaw.unread.as_ref().is_some_and(|list| self.unread.contains(list)) {
                continue;
            }
            let code = if flaw.unread.is_some() { NO_READER } else { BAD_PATTERN };
            self.flaw(code, pattern, flaw);
        }
        None
    }

    pub(super) fn flaw(&mut self, code: Code, pattern: &Spanned<String>, flaw: Flaw) {
        let span = pattern.span();
        let written = &self.source[span.clone()];
        let quotes = if written.starts_with("'''") || written.starts_with("\"\"\"") { 3 } else { 1 };
        let quotes = quotes + usize::from(quotes == 3 && written[3..].starts_with('\n'));
        let start = span.start + quotes + flaw.place.start;
        let end = (span.start + quotes + flaw.place.end).min(span.end);
        self.mistake(code, start.min(end)..end, flaw.message, Some(flaw.help));
    }

    pub(super) fn anatomy(&mut self, folders: &[String], words: &Words) -> Option<Anatomy> {
        let files = self.anatomy_files(folders);
        let named = files.iter().flat_map(|(_, file)| &file.zone);
        let names: Vec<&str> = named.map(|zone| zone.name.get_ref().as_str()).collect();
        let (mut zones, mut abbreviations) = (Vec::new(), Vec::new());
        let (mut first, mut joint, mut tense) = (None, None, None);
        for (path, file) in &files {
            self.open(path);
            if let (Some(name), None) = (&file.first, first) {
                first = self.position(name, names.iter().copied(), Named::Zone);
            }
            if let (Some(pattern), None) = (&file.joint, &joint) {
                joint = Joint::new(pattern.get_ref());
                if joint.is_none() {
                    let help =
                        Some("it is a regular expression without slots, and not a large one".to_string());
                    self.mistake(BAD_JOINT, pattern.span(), "this joint cannot be read", help);
                }
            }
            if let (Some(name), None) = (&file.tense, tense) {
                let lists = words.lists().iter().map(|list| list.name.as_str());
                tense = self.position(name, lists, Named::List);
            }
            abbreviations.extend(file.abbreviations.iter().map(|word| word.to_lowercase()));
            for zone in &file.zone {
                self.new_zone(&zone.name, &names[..zones.len()]);
                zones.push(self.zone(zone, &names, words));
            }
        }
        if zones.is_empty() {
            // A family of one folder may do without an anatomy: then all is text.
            zones.push(Zone {
                name: "text".into(),
                prose: true,
                openers: Vec::new(),
                long_line: None,
                after: Vec::new(),
                then: None,
            });
        }
        let joint = joint.or_else(|| Joint::new("(,| and|, and) "))?;
        abbreviations.sort_unstable();
        Some(Anatomy { zones, first_zone: first.unwrap_or(0), joint, tense, abbreviations })
    }

    /// The files of zones that these folders have, with their paths.
    fn anatomy_files(&mut self, folders: &[String]) -> Vec<(String, AnatomyFile)> {
        let mut files = Vec::new();
        for folder in folders {
            let path = format!("{folder}/{ANATOMY}");
            if self.shelf.text(&path).is_none() {
                continue;
            }
            let head = self.open(&path).and_then(|written| self.head(written));
            match head.and_then(|head| self.read::<AnatomyFile>(head)) {
                Some(file) => files.push((path, file)),
                None => self.unread.push(ANATOMY.to_string()),
            }
        }
        files
    }

    fn zone(&mut self, zone: &ZoneFile, names: &[&str], words: &Words) -> Zone {
        let mut openers = Vec::new();
        for (patterns, line_only) in [(&zone.lines, true), (&zone.opens, false)] {
            for pattern in patterns {
                if let Some(program) = self.program(pattern, words) {
                    self.openers.push(self.here(pattern.span()));
                    openers.push(Opener { program, line_only });
                }
            }
        }
        let mut place = |name| self.position(name, names.iter().copied(), Named::Zone);
        Zone {
            name: zone.name.get_ref().clone(),
            prose: zone.prose,
            openers,
            long_line: zone.long_line,
            after: zone.after.iter().filter_map(&mut place).collect(),
            then: zone.then.as_ref().and_then(place),
        }
    }
}

/// What reads a slot, and the bytes with which its values begin.
///
/// # Errors
/// The nearest name that something has.
fn reader(name: &str, words: &Words) -> Result<(Reader, Bytes), String> {
    if let Some(kind) = crate::value::kind(name) {
        return Ok((Reader::Kind(kind), kind.begins()));
    }
    if let Some(list) = words.lists().iter().position(|list| list.name == name) {
        return Ok((Reader::List(list), words.lists()[list].leads()));
    }
    let kinds = crate::value::KINDS.iter().map(|kind| kind.name);
    let known = kinds.chain(words.lists().iter().map(|list| list.name.as_str()));
    Err(nearest(name, known).unwrap_or_default())
}

impl Grammar {
    /// Gives a rule another pattern, to see what its examples say to that. The rule is still tried only where
    /// the words of the pattern stand that it was loaded with.
    ///
    /// # Errors
    /// What is wrong with the pattern; the rule then keeps its own.
    pub fn try_pattern(&mut self, rule: usize, pattern: &str) -> Result<Program, Vec<Flaw>> {
        let program = Program::new(pattern, &mut |name| reader(name, &self.words))?;
        let (field, rule) = self.rules[rule];
        Ok(std::mem::replace(&mut self.fields[field].rules[rule].program, program))
    }
}
