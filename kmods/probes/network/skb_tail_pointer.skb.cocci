// SPDX-License-Identifier: GPL-2.0-only
// step: skb_tail_pointer=skb
// since: 2.6.22, commit 27a884dc3cb6
// reason: where the data ends is an offset on 64 bits
// words: tail end

@@
struct sk_buff *skb;
expression E;
@@
(
 skb->tail = E
|
 skb->tail += E
|
 skb->tail -= E
|
-skb->tail
+skb_tail_pointer(skb)
)

@@
struct sk_buff *skb;
expression E;
@@
(
 skb->end = E
|
-skb->end
+skb_end_pointer(skb)
)
