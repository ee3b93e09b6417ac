// SPDX-License-Identifier: GPL-2.0-only
// step: sk_buff.rxhash=absent
// since: 3.16
// reason: a packet's hash may have to be computed
// words: rxhash

@@
struct sk_buff *skb;
@@
-skb->rxhash
+skb_get_hash(skb)
