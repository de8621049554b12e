//! Makes a YAML value of the text of a file, as far as it is one, and goes on behind slips that can be mended.

use std::cell::OnceCell;

use serde::Deserialize;
use serde_yaml::Value;

use super::{Reader, rebuild};
use crate::finding::{Finding, Part, Place};
use crate::rules::hazards;

/// How often slips are mended to read on behind them.
const MOST_MENDED: usize = 20;

impl Reader<'_> {
    /// Returns the YAML of the file, or `None` if it is none or holds nothing.
    pub(super) fn parse(&mut self) -> Option<Value> {
        let whole = Place { file: self.file, part: Part::File };
        if let Some(finding) = hazards::bomb(self.file, &self.text.text) {
            self.note(finding);
            return None;
        }
        let value = match serde_yaml::from_str(&self.text.text) {
            Ok(value) => value,
            Err(error) => {
                let message = error.to_string();
                if message.starts_with("deserializing from YAML containing more than one document") {
                    self.note(hazards::many_documents(self.file, self.tree()));
                    let mut documents = serde_yaml::Deserializer::from_str(&self.text.text);
                    documents.next().and_then(|first| Value::deserialize(first).ok())?
                } else if message.contains("duplicate entry") {
                    let found = hazards::duplicate_keys(self.file, self.tree());
                    // The parser that knows places is stricter about tags (`!内`), and may have given up before the second key.
                    if found.is_empty() {
                        let Some(broken) = self.tree().broken() else {
                            let slips = hazards::syntax(self.file, &self.text.text, &error);
                            return self.read_on(slips);
                        };
                        let stricter = hazards::stricter(self.file, broken.at);
                        self.note(stricter);
                    }
                    found.into_iter().for_each(|finding| self.note(finding));
                    rebuild::value(self.tree())?
                } else {
                    let slips = hazards::syntax(self.file, &self.text.text, &error);
                    return self.read_on(slips);
                }
            }
        };
        if value.is_string() {
            let slips = hazards::plain(self.file, &self.text.text);
            if !slips.mends.is_empty() {
                return self.read_on(slips);
            }
        }
        for finding in hazards::quiet(self.file, &self.text.text, &self.tree) {
            self.note(finding);
        }
        if value.is_null() {
            let finding = Finding::warning("empty-file", whole, "文件里什么也没有");
            self.note(finding.help("写上内容，或者删掉这个文件"));
            return None;
        }
        Some(value)
    }

    /// Notes slips, and reads the file as if they were mended, if it can then be read.
    fn read_on(&mut self, slips: hazards::Slips) -> Option<Value> {
        for finding in slips.findings {
            self.note(finding);
        }
        if slips.mends.is_empty() || self.n_mended == MOST_MENDED || self.is_full() {
            return None;
        }
        self.text = hazards::mended(&self.text, &slips.mends);
        self.n_mended += 1;
        self.tree = OnceCell::new();
        self.parse()
    }
}
