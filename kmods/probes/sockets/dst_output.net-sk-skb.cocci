// SPDX-License-Identifier: GPL-2.0-only
// step: dst_output=net-sk-skb
// since: 4.4
// reason: the sender and the network namespace are passed explicitly instead of being looked up

@@
expression skb;
@@
-dst_output(skb)
+dst_output(dev_net(skb_dst(skb)->dev), skb->sk, skb)
