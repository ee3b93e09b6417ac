// SPDX-License-Identifier: GPL-2.0-only
// step: page.index=absent
// since: 6.16
// reason: where a page lies in its file is known of folios
// words: index

@@
struct page *page;
@@
-page->index
+page_folio(page)->index
