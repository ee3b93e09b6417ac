// SPDX-License-Identifier: GPL-2.0-only
// step: sk_buff.dst=absent
// since: 2.6.31
// reason: whether it is counted is stored in the same word
// words: dst

@@
struct sk_buff *skb;
expression value;
@@
-skb->dst = value
+skb_dst_set(skb, value)

@@
struct sk_buff *skb;
@@
-skb->dst
+skb_dst(skb)
