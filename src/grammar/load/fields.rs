//! Fields and rules: a file of a family but `family.toml` and `anatomy.toml` is a field.

use super::*;
use crate::grammar::pattern::Flaw;

/// What rules may speak of.
pub(super) struct Scope<'a> {
    pub(super) words: &'a Words,
    pub(super) zones: &'a [Zone],
    /// The columns of their table; nothing where that is not known: then none is missed.
    pub(super) columns: Option<&'a [&'a str]>,
    /// The column that a plain example speaks of.
    pub(super) value: &'a str,
}

impl Loader<'_> {
    pub(super) fn fields(&mut self, folders: &[String], grammar: &Grammar, words: &Words) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        let paths: Vec<String> = folders.iter().flat_map(|folder| self.field_paths(folder)).collect();
        let read = self.each_file(&paths, |loader, path| {
            let written = loader.open(path)?;
            let name = path.rsplit('/').next()?.trim_end_matches(".toml");
            let (head, rules) = loader.split(written, RULES)?;
            let Some(file) = loader.read::<FieldFile>(head) else {
                let scope = Scope { words, zones: &grammar.zones, columns: None, value: "" };
                loader.rules(rules, None, &scope);
                return None;
            };
            loader.pieces(&file.pieces, words);
            loader.field(name, &file, rules, grammar, words)
        });
        for field in read {
            match fields.iter_mut().find(|known| known.name == field.name) {
                Some(known) => known.rules.extend(field.rules),
                None => fields.push(field),
            }
        }
        fields
    }

    fn field(
        &mut self,
        name: &str,
        file: &FieldFile,
        rules: Vec<Raw<'_>>,
        grammar: &Grammar,
        words: &Words,
    ) -> Option<Field> {
        let tables = grammar.tables.iter().map(|table| table.name.as_str());
        let table = match file.table.get_ref().as_str() {
            "documents" => Some(None),
            _ => self.position(&file.table, tables.chain(["documents"]), Named::Table).map(Some),
        };
        let columns: Option<Vec<&str>> = table.map(|table| match table {
            Some(table) => table_columns(&grammar.tables[table]).collect(),
            None => grammar.columns.iter().map(|column| column.name.as_str()).collect(),
        });
        for column in [Some(&file.value), file.span.as_ref()].into_iter().flatten() {
            self.column(column, columns.as_deref());
        }
        let scope =
            Scope { words, zones: &grammar.zones, columns: columns.as_deref(), value: file.value.get_ref() };
        let rules = self.rules(rules, Some(file), &scope);
        Some(Field {
            name: name.to_string(),
            table: table?,
            value: file.value.get_ref().clone(),
            span: file.span.as_ref().map(|span| span.get_ref().clone()),
            rules,
        })
    }

    /// The rules of a field; `head` is that of its file, where that can be read.
    pub(super) fn rules(
        &mut self,
        rules: Vec<Raw<'_>>,
        head: Option<&FieldFile>,
        scope: &Scope<'_>,
    ) -> Vec<Rule> {
        let zones = self.zones(head.map_or(&[], |head| &head.zones), scope);
        let mut names: Vec<Spanned<String>> = Vec::new();
        let mut read = Vec::new();
        for rule in rules {
            let Some(rule) = self.read::<RuleFile>(rule) else { continue };
            self.own_name(&rule.name, &names);
            names.push(rule.name.clone());
            let zones = rule.zones.as_ref().map_or_else(|| zones.clone(), |named| self.zones(named, scope));
            let within = rule.within.or(head.and_then(|head| head.within)).unwrap_or(Within::Sentence);
            read.extend(self.rule(rule, zones, within, scope));
        }
        read
    }

    /// Notes a name that a rule of the file has already.
    fn own_name(&mut self, name: &Spanned<String>, names: &[Spanned<String>]) {
        let Some(first) = names.iter().find(|first| first.get_ref() == name.get_ref()) else { return };
        let line = line_of(self.source, first.span().start);
        let message = format!("a second rule `{}`", name.get_ref());
        let help = format!("the first stands in line {line}; give this one a name of its own");
        self.mistake(SECOND_RULE, name.span(), message, Some(help));
        if let Some(last) = self.mistakes.last_mut() {
            last.label = Some("the same name again".into());
            last.beside = Some((first.span(), "the first".to_string()));
        }
    }

    fn rule(&mut self, rule: RuleFile, zones: Vec<bool>, within: Within, scope: &Scope<'_>) -> Option<Rule> {
        let program = self.program(&rule.pattern, scope.words);
        let set = self.set(&rule, scope);
        let lean = self.lean(rule.lean.as_ref());
        let examples = self.examples(&rule, &set, scope);
        let program = program?;
        if let (false, Some(columns)) = (rule.drop, scope.columns) {
            self.slot_columns(&rule.pattern, &program, columns);
        }
        let line = self.line(rule.name.span().start);
        let pattern = self.here(rule.pattern.span());
        let name = rule.name.into_inner();
        self.patterns.push((name.clone(), pattern));
        Some(Rule {
            within,
            zones,
            set,
            drop: rule.drop,
            weight: rule.weight.unwrap_or(1),
            doubt: rule.doubt,
            lean,
            lends: rule.lends,
            examples,
            file: self.root.clone(),
            line,
            name,
            written: rule.pattern.into_inner(),
            program,
        })
    }

    /// Notes a column that the table does not have.
    fn column(&mut self, name: &Spanned<String>, columns: Option<&[&str]>) {
        if let Some(columns) = columns {
            self.position(name, columns.iter().copied(), Named::Column);
        }
    }

    /// Which of the zones are named: all, where none is.
    fn zones(&mut self, named: &[Spanned<String>], scope: &Scope<'_>) -> Vec<bool> {
        let mut zones = vec![named.is_empty(); scope.zones.len()];
        for name in named {
            let known = scope.zones.iter().map(|zone| zone.name.as_str());
            if let Some(zone) = self.position(name, known, Named::Zone) {
                zones[zone] = true;
            }
        }
        zones
    }

    /// The cells that follow from the wording.
    fn set(&mut self, rule: &RuleFile, scope: &Scope<'_>) -> Vec<(String, Cell)> {
        let mut set = Vec::new();
        for (column, value) in &rule.set {
            self.column(column, scope.columns);
            match cell(value) {
                Some(cell) => set.push((column.get_ref().clone(), cell)),
                None => self.no_cell(column.span(), value),
            }
        }
        set
    }

    /// On which side of the document's date the dates lie.
    fn lean(&mut self, lean: Option<&Spanned<String>>) -> Lean {
        let Some(lean) = lean else { return Lean::Either };
        match lean.get_ref().as_str() {
            "either" => Lean::Either,
            "past" => Lean::Past,
            "future" => Lean::Future,
            other => {
                let help = Some("`past`, `future` or `either`".to_string());
                self.mistake(NO_LEAN, lean.span(), format!("dates cannot lean to the `{other}`"), help);
                Lean::Either
            }
        }
    }

    /// The examples of a rule, one for each of the wordings that one stands for.
    fn examples(&mut self, rule: &RuleFile, set: &[(String, Cell)], scope: &Scope<'_>) -> Vec<Example> {
        let veto_with_wordings = rule.drop && !rule.leaves.is_empty();
        if rule.finds.is_empty() && !veto_with_wordings {
            let help = if rule.drop {
                "a veto needs at least one wording under `leaves`"
            } else {
                "add `finds.\"a wording\" = \"what is found\"`"
            };
            let message = format!("rule `{}` has no example", rule.name.get_ref());
            self.mistake(NO_EXAMPLE, rule.name.span(), message, Some(help.into()));
        }
        let mut examples = Vec::new();
        for (text, value) in &rule.finds {
            let line = line_of(self.source, text.span().start);
            let mut rows = self.expected(value, scope);
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
        examples
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
    fn slot_columns(&mut self, pattern: &Spanned<String>, program: &Program, columns: &[&str]) {
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
                    self.flaw(NO_SLOT_COLUMN, pattern, Flaw::new(place, message, help));
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
    fn expected(&mut self, value: &Spanned<Value>, scope: &Scope<'_>) -> Vec<Vec<(String, String)>> {
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
                        if let Some(columns) = scope.columns
                            && !columns.contains(&column.as_str())
                            && column != TEXT
                        {
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
                    Some(words) => cells.push((scope.value.to_string(), words)),
                    None => self.no_cell(self.inside(place.clone(), &value.to_string()), value),
                },
            }
            expected.push(cells);
        }
        expected
    }
}
