// SPDX-License-Identifier: GPL-2.0-only
// step: sk_buff.iif=absent
// since: 2.6.33
// reason: the interface's number has a name of its own
// words: iif

@@
struct sk_buff *skb;
@@
-skb->iif
+skb->skb_iif
