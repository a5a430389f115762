//! Fields and rules: a file of a family but `family.toml` and `anatomy.toml` is a field.

use super::*;
use crate::grammar::pattern::Flaw;
use packed::format::EXAMPLES;

impl Loader<'_> {
    pub(super) fn fields(&mut self, folders: &[String], grammar: &Grammar) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        let paths: Vec<String> = folders.iter().flat_map(|folder| self.field_paths(folder)).collect();
        let read = self.each_file(&paths, |loader, path| {
            let written = loader.open(path)?;
            let name = path.rsplit('/').next()?.trim_end_matches(".toml");
            let asked = loader.asks_for(name, &written);
            let (head, rules) = loader.split(if asked { written } else { written.head() }, RULES)?;
            let Some(file) = loader.read::<FieldFile>(head) else {
                loader.rules_of(rules, &grammar.words);
                return None;
            };
            loader.pieces(&file.pieces, &grammar.words);
            loader.field(name, &file, rules, grammar)
        });
        for field in read {
            match fields.iter_mut().find(|known| known.name == field.name) {
                Some(known) => known.rules.extend(field.rules),
                None => fields.push(field),
            }
        }
        fields
    }

    /// Whether the rules of a field are wanted: it has the name that is asked for, or gives that value.
    fn asks_for(&mut self, name: &str, written: &Written<'_>) -> bool {
        let Some(wanted) = self.only.filter(|wanted| *wanted != name) else { return true };
        let (head, _) = self.split(written.clone().head(), RULES).unzip();
        head.and_then(|head| self.read::<FieldFile>(head)).is_some_and(|file| file.value.get_ref() == wanted)
    }

    pub(super) fn field(
        &mut self,
        name: &str,
        file: &FieldFile,
        rules: Vec<Raw<'_>>,
        grammar: &Grammar,
    ) -> Option<Field> {
        let table = match file.table.get_ref().as_str() {
            "documents" => None,
            _ => {
                let tables = grammar.tables.iter().map(|table| table.name.as_str());
                let table = self.position(&file.table, tables.chain(["documents"]), "table");
                if table.is_none() {
                    self.rules_of(rules, &grammar.words);
                    return None;
                }
                table
            }
        };
        let columns: Vec<&str> = match table {
            Some(table) => table_columns(&grammar.tables[table]).collect(),
            None => grammar.columns.iter().map(|column| column.name.as_str()).collect(),
        };
        for column in [Some(&file.value), file.span.as_ref()].into_iter().flatten() {
            self.position(column, columns.iter().copied(), "column");
        }
        let mut field = Field {
            name: name.to_string(),
            table,
            value: file.value.get_ref().clone(),
            span: file.span.as_ref().map(|span| span.get_ref().clone()),
            rules: Vec::new(),
        };
        let mut names: Vec<Spanned<String>> = Vec::new();
        for mut rule in rules {
            if !self.compile
                && let Raw::Toml(rule) = &mut rule
                && let DeValue::Table(keys) = rule.get_mut()
            {
                EXAMPLES.iter().for_each(|key| drop(keys.remove(*key)));
            }
            let Some(rule) = self.read::<RuleFile>(rule) else { continue };
            if let Some(other) = field.rules.iter().find(|other| other.name == *rule.name.get_ref()) {
                let message = format!("a second rule `{}`", other.name);
                let help =
                    Some(format!("the first stands in line {}; give this one a name of its own", other.line));
                let first =
                    names.iter().find(|name: &&Spanned<String>| name.get_ref() == rule.name.get_ref());
                let first = first.map(|first| (first.span(), "the first".to_string()));
                self.mistake(SECOND_RULE, rule.name.span(), message, help);
                if let Some(last) = self.mistakes.last_mut() {
                    (last.label, last.beside) = (Some("the same name again".into()), first);
                }
            }
            names.push(rule.name.clone());
            field.rules.extend(self.rule(rule, file, &field, &columns, grammar));
        }
        Some(field)
    }

    pub(super) fn rule(
        &mut self,
        rule: RuleFile,
        file: &FieldFile,
        field: &Field,
        columns: &[&str],
        grammar: &Grammar,
    ) -> Option<Rule> {
        let program = self.program(&rule.pattern, &grammar.words);
        let zone_names = || grammar.zones.iter().map(|zone| zone.name.as_str());
        let named = rule.zones.as_ref().unwrap_or(&file.zones);
        let mut zones = vec![named.is_empty(); grammar.zones.len()];
        for name in named {
            // The field's own zones are checked once for each rule, but reported at one place only.
            match zone_names().position(|zone| zone == name.get_ref()) {
                Some(zone) => zones[zone] = true,
                None if rule.zones.is_some() || field.rules.is_empty() => {
                    self.position(name, zone_names(), "zone");
                }
                None => {}
            }
        }
        let mut set = Vec::new();
        for (column, value) in &rule.set {
            self.position(column, columns.iter().copied(), "column");
            match cell(value) {
                Some(cell) => set.push((column.get_ref().clone(), cell)),
                None => self.no_cell(column.span(), value),
            }
        }
        let lean = match rule.lean.as_ref().map(|lean| lean.get_ref().as_str()) {
            None | Some("either") => Lean::Either,
            Some("past") => Lean::Past,
            Some("future") => Lean::Future,
            Some(other) => {
                let place = rule.lean.as_ref().map_or(0..0, Spanned::span);
                let help = Some("`past`, `future` or `either`".to_string());
                self.mistake(NO_LEAN, place, format!("dates cannot lean to the `{other}`"), help);
                Lean::Either
            }
        };
        let name = rule.name.get_ref().clone();
        let veto_with_wordings = rule.drop && !rule.leaves.is_empty();
        if self.compile && rule.finds.is_empty() && !veto_with_wordings {
            let help = if rule.drop {
                "a veto needs at least one wording under `leaves`"
            } else {
                "add `finds.\"a wording\" = \"what is found\"`"
            };
            let message = format!("rule `{name}` has no example");
            self.mistake(NO_EXAMPLE, rule.name.span(), message, Some(help.into()));
        }
        let mut examples = Vec::new();
        for (text, value) in &rule.finds {
            let line = line_of(self.source, text.span().start);
            let mut rows = self.expected(value, field, columns);
            // A plain value stands for what the rule sets, too.
            if let (Value::String(_) | Value::Integer(_) | Value::Boolean(_), [row]) =
                (value.get_ref(), &mut rows[..])
            {
                let plain = row.iter().map(|cell| cell.0.clone()).collect::<Vec<_>>();
                let also = set.iter().filter(|(column, _)| !plain.contains(column));
                row.extend(also.map(|(column, cell)| (column.clone(), cell.to_string())));
            }
            self.even(text.get_ref(), value, &rows);
            for number in 0..variants::count(text.get_ref()) {
                let of_row = |row: &Vec<(String, String)>| {
                    let cells = row.iter();
                    cells.map(|(column, cell)| (column.clone(), variants::variant(cell, number))).collect()
                };
                let rows = rows.iter().map(of_row).collect();
                examples.push(Example { text: variants::variant(text.get_ref(), number), rows, line });
            }
        }
        for text in &rule.leaves {
            let line = line_of(self.source, text.span().start);
            let variants = (0..variants::count(text.get_ref())).map(|n| variants::variant(text.get_ref(), n));
            examples.extend(variants.map(|text| Example { text, rows: Vec::new(), line }));
        }
        let program = program?;
        self.patterns.push((self.root.clone(), name.clone(), self.here(rule.pattern.span())));
        if !rule.drop {
            self.slot_columns(&rule.pattern, &program, columns);
        }
        Some(Rule {
            within: rule.within.or(file.within).unwrap_or(Within::Sentence),
            zones,
            set,
            drop: rule.drop,
            weight: rule.weight.unwrap_or(1),
            doubt: rule.doubt,
            lean,
            lends: rule.lends,
            examples,
            file: self.root.clone(),
            line: self.line(rule.name.span().start),
            name,
            written: rule.pattern.get_ref().clone(),
            program,
        })
    }

    /// The line of a byte of the file, from 1, counted from the one that was asked for before.
    fn line(&mut self, at: usize) -> usize {
        let (before, line) = self.line;
        let line = match self.source.get(before..at) {
            Some(since) => line + line_of(since, since.len()) - 1,
            None => line_of(self.source, at),
        };
        self.line = (at, line);
        line
    }

    /// The column of every slot must be one of the table.
    pub(super) fn slot_columns(&mut self, pattern: &Spanned<String>, program: &Program, columns: &[&str]) {
        for slot in &program.slots {
            let names: Vec<&str> = match &slot.column {
                Some(column) => vec![column],
                None => slot
                    .kinds
                    .iter()
                    .map(|kind| crate::value::kind(kind).map_or(kind.as_str(), |kind| kind.columns[0]))
                    .collect(),
            };
            for name in names {
                if name != "_" && !columns.contains(&name) {
                    let help = nearest(name, columns.iter().copied()).unwrap_or_default();
                    let help =
                        format!("{help}; write `{{column:{name}}}`, or `{{_:{name}}}` if no column takes it");
                    let Some(whole) = self.whole(pattern) else { continue };
                    let place = whole.written(slot.place.0..slot.place.1);
                    let message = format!("the table has no column `{name}`");
                    self.flaw(NO_SLOT_COLUMN, pattern, Flaw { place, message, help });
                }
            }
        }
    }

    /// A choice in what is found goes side by side with one of its wording.
    fn even(&mut self, text: &str, value: &Spanned<Value>, rows: &[Vec<(String, String)>]) {
        let sizes = variants::sizes(text);
        for cell in rows.iter().flatten().map(|(_, cell)| cell) {
            if let Some(size) = variants::sizes(cell).into_iter().find(|size| !sizes.contains(size)) {
                let message = format!("no choice in the wording has {size} words as this one has");
                let help = "give both as many words between the braces".to_string();
                self.mistake(UNEVEN_CHOICE, self.inside(value.span(), cell), message, Some(help));
            }
        }
    }

    /// What an example expects: a value, a table of columns, or a list of these.
    pub(super) fn expected(
        &mut self,
        value: &Spanned<Value>,
        field: &Field,
        columns: &[&str],
    ) -> Vec<Vec<(String, String)>> {
        let place = value.span();
        let rows: Vec<&Value> = match value.get_ref() {
            Value::Array(values) => values.iter().collect(),
            one => vec![one],
        };
        let mut expected = Vec::new();
        for row in rows {
            let mut cells = Vec::new();
            match row {
                Value::Table(table) => {
                    for (column, value) in table {
                        if !columns.contains(&column.as_str()) && column != crate::grammar::check::TEXT {
                            let help = nearest(column, columns.iter().copied());
                            let message = format!("there is no column `{column}`");
                            self.mistake(NO_COLUMN, self.inside(place.clone(), column), message, help);
                        }
                        match words_of(value) {
                            Some(words) => cells.push((column.clone(), words)),
                            None => self.no_cell(self.inside(place.clone(), &value.to_string()), value),
                        }
                    }
                }
                value => match words_of(value) {
                    Some(words) => cells.push((field.value.clone(), words)),
                    None => self.no_cell(self.inside(place.clone(), &value.to_string()), value),
                },
            }
            expected.push(cells);
        }
        expected
    }
}

/// The text of a field's file up to its first rule.
pub(super) fn head_of(text: &str) -> &str {
    text.find("\n[[rule]]").map_or(text, |end| &text[..=end])
}
