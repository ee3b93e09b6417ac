// SPDX-License-Identifier: GPL-2.0-only
// step: sk_buff.h=absent
// since: 2.6.22
// reason: headers no longer have pointers of their own: functions find them
// include: linux/tcp.h
// include: linux/udp.h
// include: linux/icmp.h
// words: h

@@
expression skb;
@@
-skb->h.th
+tcp_hdr(skb)

@@
expression skb;
@@
-skb->h.uh
+udp_hdr(skb)

@@
expression skb;
@@
-skb->h.icmph
+icmp_hdr(skb)

@@
expression skb;
@@
-skb->h.raw
+skb_transport_header(skb)
