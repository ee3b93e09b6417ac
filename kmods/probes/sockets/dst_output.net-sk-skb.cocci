// SPDX-License-Identifier: GPL-2.0-only
// step: dst_output=net-sk-skb
// since: 4.4
// reason: who sends it, and in which network namespace, is said and not looked for

@@
expression skb;
@@
-dst_output(skb)
+dst_output(dev_net(skb_dst(skb)->dev), skb->sk, skb)
