// Has a text a word? Both searches of the site ask so, and this goes before each.
'use strict';
// Numbers are whole: 6.1 is not found in 6.12, nor 22 in 2.6.22.
const has = (text, word) => {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = /^\d/.test(word) && /[\d.]$/.test(text.slice(0, at));
    const behind = /\d$/.test(word) && /^\d/.test(text.slice(at + word.length));
    if (!before && !behind) return true;
  }
  return false;
};
