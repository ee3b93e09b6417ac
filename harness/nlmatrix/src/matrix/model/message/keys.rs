//! The keys of a table, each of which has to be known.

use std::cell::RefCell;

use toml::{Table, Value};

/// A table that is read key by key.
pub(super) struct Keys<'t> {
    what: &'static str,
    table: &'t Table,
    asked: RefCell<Vec<&'static str>>,
}

impl<'t> Keys<'t> {
    /// The keys of `table`, which messages call `what`.
    pub fn of(what: &'static str, table: &'t Table) -> Self {
        Self { what, table, asked: RefCell::default() }
    }

    /// The value of a key.
    pub fn get(&self, key: &'static str) -> Option<&'t Value> {
        let mut asked = self.asked.borrow_mut();
        if !asked.contains(&key) {
            asked.push(key);
        }
        self.table.get(key)
    }

    /// A text.
    pub fn text(&self, key: &'static str) -> Result<Option<&'t str>, String> {
        let wrong = |value: &Value| format!("`{key}` is a string, not {}", value.type_str());
        self.get(key).map(|value| value.as_str().ok_or_else(|| wrong(value))).transpose()
    }

    /// Yes or no.
    pub fn is(&self, key: &'static str) -> Result<bool, String> {
        let wrong = || format!("`{key}` is `true` or left out");
        Ok(self.get(key).map(|value| value.as_bool().ok_or_else(wrong)).transpose()? == Some(true))
    }

    /// A number that has to fit its type.
    pub fn number<T: TryFrom<i64>>(&self, key: &'static str) -> Result<Option<T>, String> {
        let wrong = || format!("`{key}` is a {}-bit number", size_of::<T>() * 8);
        let read = |value: &Value| {
            value.as_integer().and_then(|it| T::try_from(it).ok()).ok_or_else(wrong)
        };
        self.get(key).map(read).transpose()
    }

    /// A list of texts.
    pub fn texts(&self, key: &'static str) -> Result<Vec<&'t str>, String> {
        let wrong = || format!("`{key}` is a list of names");
        let list = self.get(key).map(|value| value.as_array().ok_or_else(wrong)).transpose()?;
        let list = list.map(Vec::as_slice).unwrap_or_default();
        list.iter().map(|value| value.as_str().ok_or_else(wrong)).collect()
    }

    /// Fails if there is a key that was not asked for.
    pub fn finish(self) -> Result<(), String> {
        let asked = self.asked.into_inner();
        match self.table.keys().find(|key| !asked.contains(&key.as_str())) {
            None => Ok(()),
            Some(key) => {
                Err(format!("{} has no key `{key}`: it has {}", self.what, asked.join(", ")))
            }
        }
    }
}
