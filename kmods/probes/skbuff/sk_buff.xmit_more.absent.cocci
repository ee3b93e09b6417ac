// SPDX-License-Identifier: GPL-2.0-only
// step: sk_buff.xmit_more=absent
// since: 5.2
// reason: whether more is to come is said of the processor
// words: xmit_more

@@
struct sk_buff *skb;
@@
-skb->xmit_more
+netdev_xmit_more()
