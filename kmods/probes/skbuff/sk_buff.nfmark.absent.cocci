// SPDX-License-Identifier: GPL-2.0-only
// step: sk_buff.nfmark=absent
// since: 2.6.20
// reason: not only netfilter marks
// words: nfmark

@@
struct sk_buff *skb;
@@
-skb->nfmark
+skb->mark
