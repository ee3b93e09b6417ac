// SPDX-License-Identifier: GPL-2.0-only
// step: page.index=absent
// since: 6.16
// reason: the position in a file is a property of folios
// words: index

@@
struct page *page;
@@
-page->index
+page_folio(page)->index
