// SPDX-License-Identifier: GPL-2.0-only
// step: sk_buff.nh=absent
// since: 2.6.22
// reason: headers no longer have pointers of their own: functions find them
// include: linux/ip.h
// words: nh

@@
expression skb;
@@
-skb->nh.iph
+ip_hdr(skb)

@@
expression skb;
@@
-skb->nh.raw
+skb_network_header(skb)

@@
expression skb;
@@
-skb->nh.ipv6h
+ipv6_hdr(skb)
