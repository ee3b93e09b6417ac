// SPDX-License-Identifier: GPL-2.0-only
// step: ip_route_me_harder=net-sk-skb-type
// since: 5.10
// reason: a packet in a tunnel is routed for the tunnel's socket; before, it was the socket of the skb

@@
expression net, skb, type;
@@
-ip_route_me_harder(net, skb, type)
+ip_route_me_harder(net, skb->sk, skb, type)
