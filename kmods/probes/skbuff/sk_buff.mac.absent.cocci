// SPDX-License-Identifier: GPL-2.0-only
// step: sk_buff.mac=absent
// since: 2.6.22
// reason: headers no longer have pointers of their own: functions find them
// include: linux/if_ether.h
// words: mac

@@
expression skb;
@@
-skb->mac.ethernet
+eth_hdr(skb)

@@
expression skb;
@@
-skb->mac.raw
+skb_mac_header(skb)
