// SPDX-License-Identifier: GPL-2.0-only
// step: ip_route_me_harder=net-sk-skb-type
// since: 5.10
// reason: a packet in a tunnel is routed for the tunnel's socket; that of the skb is the one it was looked at before

@@
expression net, skb, type;
@@
-ip_route_me_harder(net, skb, type)
+ip_route_me_harder(net, skb->sk, skb, type)
