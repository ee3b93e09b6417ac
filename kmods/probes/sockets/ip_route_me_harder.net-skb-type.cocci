// SPDX-License-Identifier: GPL-2.0-only
// step: ip_route_me_harder=net-skb-type
// since: 4.4
// reason: the network namespace is passed explicitly instead of being looked up

@@
expression skb, type;
@@
-ip_route_me_harder(skb, type)
+ip_route_me_harder(dev_net(skb_dst(skb)->dev), skb, type)
