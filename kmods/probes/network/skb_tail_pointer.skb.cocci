// SPDX-License-Identifier: GPL-2.0-only
// step: skb_tail_pointer=skb
// since: 2.6.22, commit 27a884dc3cb6
// reason: the end of the data is an offset on 64 bits
// words: tail end

@kept@
typedef sk_buff_data_t;
struct sk_buff *skb;
identifier own;
position p;
@@
(
 sk_buff_data_t own = skb->tail@p;
|
 sk_buff_data_t own = skb->end@p;
)

@@
struct sk_buff *skb;
sk_buff_data_t place;
expression E;
position p != kept.p;
@@
(
 skb->tail = E
|
 skb->tail += E
|
 skb->tail -= E
|
 place = skb->tail
|
 skb->tail - place
|
-skb->tail@p
+skb_tail_pointer(skb)
)

@@
struct sk_buff *skb;
sk_buff_data_t place;
expression E;
position p != kept.p;
@@
(
 skb->end = E
|
 place = skb->end
|
 skb->end - place
|
-skb->end@p
+skb_end_pointer(skb)
)
