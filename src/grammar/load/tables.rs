//! `family.toml`: tables, their fills, and the columns of `documents`.

use super::*;

impl Loader<'_> {
    pub(super) fn tables(&mut self, file: &FamilyFile, words: &Words) -> Vec<Table> {
        let document: Vec<&str> = file.column.iter().map(|column| column.name.get_ref().as_str()).collect();
        file.table.iter().map(|table| self.table(table, &document, words)).collect()
    }

    fn table(&mut self, table: &TableFile, document: &[&str], words: &Words) -> Table {
        let text = |name: &Spanned<String>| name.get_ref().clone();
        let shown: Vec<String> = table.columns.iter().map(text).collect();
        let hidden: Vec<String> = table.hidden.iter().map(text).collect();
        let names: Vec<&str> = shown.iter().chain(&hidden).map(String::as_str).collect();
        for name in table.about.keys() {
            self.position(name, shown.iter().map(String::as_str), Named::Column);
        }
        let merge = table.merge.as_ref().map(|merge| Merge {
            by: self.named(&merge.by, &names),
            same: self.named(&merge.same, &names),
            prefer: merge.prefer.as_ref().map(|name| self.name(name, &names)),
            lend: self.conditions(&merge.lend, &names),
            pair: (merge.pair.as_ref()).map(|[one, two]| (self.name(one, &names), self.name(two, &names))),
        });
        let score = ScoreBy {
            key: self.named(&table.score.key, &names),
            either: self.named(&table.score.either, &names),
            text: table.score.text,
            again: self.named(&table.score.again, &names),
            aside: self.conditions(&table.score.aside, &names),
            filled: self.named(&table.score.filled, &names),
        };
        let bounds = table.bounds.as_ref().map(|BoundsFile { date, earliest, latest }| {
            (self.name(date, &names), self.name(earliest, &names), self.name(latest, &names))
        });
        let single = table.single.as_ref().map(|single| {
            (self.name(&single.column, &names), single.value.clone(), single.otherwise.clone())
        });
        let sum = table.sum.as_ref().map(|sum| Sum {
            column: self.name(&sum.column, &names),
            by: self.named(&sum.by, &names),
            total: self.conditions(&sum.total, &names),
            doubt: sum.doubt.clone(),
        });
        let about = table.about.iter().map(|(name, about)| (name.get_ref().clone(), about.clone()));
        let fills = table.fill.iter().filter_map(|fill| self.fill(fill, &names, document, words));
        Table {
            name: table.name.get_ref().clone(),
            row: table.row.clone(),
            about: about.collect(),
            fills: fills.collect(),
            unique: self.named(&table.unique, &names),
            columns: shown.clone(),
            hidden: hidden.clone(),
            merge,
            bounds,
            needs: self.named(&table.needs, &names),
            when: self.document_conditions(&table.when, document),
            single,
            sum,
            score,
        }
    }

    /// A name of a column, noted where there is none of that name.
    fn name(&mut self, name: &Spanned<String>, columns: &[&str]) -> String {
        self.position(name, columns.iter().copied(), Named::Column);
        name.get_ref().clone()
    }

    /// The same for several.
    fn named(&mut self, names: &[Spanned<String>], columns: &[&str]) -> Vec<String> {
        names.iter().map(|name| self.name(name, columns)).collect()
    }

    pub(super) fn word_list(&mut self, name: &Spanned<String>, words: &Words) -> Option<usize> {
        self.position(name, words.lists().iter().map(|list| list.name.as_str()), Named::List)
    }

    /// The name of a fact, which some word of the list must have.
    pub(super) fn fact_of(
        &mut self,
        fact: Option<&Spanned<String>>,
        list: usize,
        words: &Words,
    ) -> Option<String> {
        let fact = fact?;
        let entries = words.lists()[list].entries.iter();
        let mut known: Vec<&str> =
            entries.flat_map(|entry| entry.facts.iter().map(|fact| fact.0.as_str())).collect();
        known.sort_unstable();
        known.dedup();
        if self.position(fact, known.iter().copied(), Named::Fact).is_none() {
            self.label(format!("no word of the list `{}` has it", words.lists()[list].name));
        }
        Some(fact.get_ref().clone())
    }

    pub(super) fn fill(
        &mut self,
        fill: &FillFile,
        columns: &[&str],
        document: &[&str],
        words: &Words,
    ) -> Option<Fill> {
        self.position(&fill.column, columns.iter().copied(), Named::Column)?;
        let mut sources = Vec::new();
        if let Some(value) = &fill.value {
            match cell(value.get_ref()) {
                Some(cell) => sources.push(From::Value(cell)),
                None => {
                    self.no_cell(value.span(), value.get_ref());
                    return None;
                }
            }
        }
        if let Some(near) = &fill.near {
            let list = self.word_list(&near.list, words)?;
            sources.push(From::Near {
                list,
                fact: self.fact_of(near.fact.as_ref(), list, words),
                reach: near.reach,
                before: near.before,
            });
        }
        if let Some(fact) = &fill.fact {
            self.position(&fact.of, columns.iter().copied(), Named::Column)?;
            let list = self.word_list(&fact.list, words)?;
            sources.push(From::Fact {
                of: fact.of.get_ref().clone(),
                list,
                fact: self.fact_of(fact.fact.as_ref(), list, words),
            });
        }
        if let Some(name) = &fill.document {
            sources.push(From::Document(self.position(
                name,
                document.iter().copied(),
                Named::DocumentColumn,
            )?));
        }
        if let Some(name) = &fill.same_as {
            self.position(name, columns.iter().copied(), Named::Column)?;
            sources.push(From::Column(name.get_ref().clone()));
        }
        if sources.len() != 1 {
            let help = Some("give one of `value`, `near`, `fact`, `document`, `same_as`".to_string());
            self.mistake(NOT_ONE_SOURCE, fill.column.span(), "a fill has exactly one source", help);
            return None;
        }
        let mut compared = Vec::new();
        let same = fill.like.iter().map(|named| (named, true));
        for ((column, of), same) in same.chain(fill.unlike.iter().map(|named| (named, false))) {
            self.position(column, columns.iter().copied(), Named::Column)?;
            let document = self.position(of, document.iter().copied(), Named::DocumentColumn)?;
            compared.push(Compared { column: column.get_ref().clone(), document, same });
        }
        Some(Fill {
            column: fill.column.get_ref().clone(),
            condition: self.conditions(&fill.condition, columns),
            when: self.document_conditions(&fill.when, document),
            compared,
            past: fill.past,
            from: sources.remove(0),
            doubt: fill.doubt.clone(),
        })
    }

    pub(super) fn conditions(&mut self, file: &WhereFile, columns: &[&str]) -> Vec<Condition> {
        let mut conditions = Vec::new();
        for (column, value) in file {
            if !columns.is_empty() && self.position(column, columns.iter().copied(), Named::Column).is_none()
            {
                continue;
            }
            let values = match value.get_ref() {
                Value::Array(values) => values.iter().collect(),
                one => vec![one],
            };
            let mut written: Vec<String> = Vec::new();
            for one in values {
                match words_of(one) {
                    Some(words) => written.push(words),
                    None => self.no_cell(value.span(), one),
                }
            }
            if matches!(value.get_ref(), Value::Array(values) if values.is_empty()) {
                let help = Some("write at least one".to_string());
                self.mistake(WRONG_VALUE, value.span(), "a condition without a value", help);
            }
            let not = !written.is_empty() && written.iter().all(|value| value.starts_with('!'));
            if written.iter().any(|value| value.starts_with('!')) != not {
                let help = Some("either all values begin with `!` or none".to_string());
                self.mistake(HALF_NEGATION, value.span(), "a condition that is half a negation", help);
            }
            let values = written.iter().map(|value| value.trim_start_matches('!').to_string()).collect();
            conditions.push(Condition { column: column.get_ref().clone(), values, not });
        }
        conditions
    }

    /// Conditions on columns of `documents`, with their places.
    pub(super) fn document_conditions(
        &mut self,
        file: &WhereFile,
        columns: &[&str],
    ) -> Vec<(usize, Condition)> {
        let conditions = self.conditions(file, if columns.is_empty() { &[""] } else { columns });
        let placed = conditions.into_iter().filter_map(|condition| {
            let at = columns.iter().position(|name| *name == condition.column)?;
            Some((at, condition))
        });
        placed.collect()
    }

    pub(super) fn columns(&mut self, file: &FamilyFile, tables: &[Table], words: &Words) -> Vec<Column> {
        let names: Vec<&str> = file.column.iter().map(|column| column.name.get_ref().as_str()).collect();
        let mut columns = Vec::new();
        for (number, column) in file.column.iter().enumerate() {
            let earlier = &names[..number];
            let mut from = Vec::new();
            if let Some(days) = &column.days
                && let (Some(start), Some(end)) =
                    (self.earlier(&days.from, earlier), self.earlier(&days.to, earlier))
            {
                from.push(From::Days { from: start, to: end });
            }
            if let Some(plus) = &column.plus
                && let Some(date) = self.earlier(&plus.date, earlier)
            {
                let since = plus.since.as_ref().and_then(|since| {
                    let day = since.get_ref().parse().ok();
                    if day.is_none() {
                        let help = Some("write it as `\"2017-05-02\"`".to_string());
                        self.mistake(NOT_A_DAY, since.span(), "not a day", help);
                    }
                    day
                });
                let days = self.days(&plus.days);
                from.push(From::Plus { date, days, since });
            }
            if let Some(at_most) = &column.at_most
                && let (Some(left), Some(right)) =
                    (self.earlier(&at_most.left, earlier), self.earlier(&at_most.right, earlier))
            {
                from.push(From::AtMost { left, right });
            }
            if let Some(table) = &column.count {
                let known = tables.iter().map(|table| table.name.as_str());
                if table.get_ref() == "doubts" {
                    from.push(From::Count(None));
                } else if let Some(table) = self.position(table, known, Named::Table) {
                    from.push(From::Count(Some(table)));
                }
            }
            for source in &column.from {
                from.extend(self.source(source, tables, words, earlier));
            }
            if let Some(choose) = column.choose {
                from.push(From::Found(choose));
            }
            if !column.from.is_empty() && column.choose.is_some() || from.len() > column.from.len().max(1) {
                let help = "give one of `from`, `choose`, `days`, `plus`, `at_most`, `count`; `from` takes several in order";
                self.mistake(
                    NO_SOURCE,
                    column.name.span(),
                    "a column with sources of two kinds",
                    Some(help.into()),
                );
            }
            if from.is_empty() {
                from.push(From::Found(Choose::Trust));
            }
            let condition = self.document_conditions(&column.condition, earlier);
            columns.push(Column {
                name: column.name.get_ref().clone(),
                hidden: column.hidden,
                about: column.about.clone(),
                condition,
                from,
            });
        }
        columns
    }

    /// A number of days to be added to a date; none where they are more than a hundred years.
    fn days(&mut self, days: &Spanned<i64>) -> i64 {
        const MOST: u64 = 36_525;
        if days.get_ref().unsigned_abs() <= MOST {
            return *days.get_ref();
        }
        let help = Some(format!("{MOST} at most, a hundred years"));
        self.mistake(WRONG_VALUE, days.span(), "so many days lead out of all calendars", help);
        0
    }

    pub(super) fn earlier(&mut self, name: &Spanned<String>, earlier: &[&str]) -> Option<usize> {
        self.position(name, earlier.iter().copied(), Named::EarlierColumn)
    }

    pub(super) fn source(
        &mut self,
        source: &Spanned<SourceFile>,
        tables: &[Table],
        words: &Words,
        earlier: &[&str],
    ) -> Option<From> {
        let place = source.span();
        let source = source.get_ref();
        match (&source.table, &source.column, &source.list) {
            (Some(table), Some(column), None) => {
                let names = tables.iter().map(|table| table.name.as_str());
                let table = self.position(table, names, Named::Table)?;
                let known: Vec<&str> = table_columns(&tables[table]).collect();
                self.position(column, known.iter().copied(), Named::Column)?;
                Some(From::Rows {
                    table,
                    column: column.get_ref().clone(),
                    condition: self.conditions(&source.condition, &known),
                    choose: source.choose,
                })
            }
            (None, None, Some(list)) => {
                let list = self.word_list(list, words)?;
                for fact in source.condition.keys() {
                    self.fact_of(Some(fact), list, words);
                }
                Some(From::Mentions {
                    list,
                    fact: self.fact_of(source.fact.as_ref(), list, words),
                    condition: self.conditions(&source.condition, &[]),
                    choose: source.choose,
                })
            }
            (None, Some(column), Some(list)) => {
                self.earlier(column, earlier)?;
                let list = self.word_list(list, words)?;
                Some(From::Fact {
                    of: column.get_ref().clone(),
                    list,
                    fact: self.fact_of(source.fact.as_ref(), list, words),
                })
            }
            (None, Some(column), None) => Some(From::Document(self.earlier(column, earlier)?)),
            (None, None, None) => Some(From::Found(source.choose)),
            _ => {
                let help = "give `table` and `column`, or `list`, or `column` and `list`, or only `choose`";
                self.mistake(NO_SOURCE, place, "no such source", Some(help.into()));
                None
            }
        }
    }
}
