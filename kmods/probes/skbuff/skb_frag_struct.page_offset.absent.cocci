// SPDX-License-Identifier: GPL-2.0-only
// step: skb_frag_struct.page_offset=absent
// since: 5.4
// reason: a fragment's members are read by functions
// words: page_offset
// has: frag

@@
skb_frag_t *part;
@@
(
-part->page_offset
+skb_frag_off(part)
|
-part->size
+skb_frag_size(part)
)
