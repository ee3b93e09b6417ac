// SPDX-License-Identifier: GPL-2.0-only
// step: netif_rx_ni=absent
// since: 5.18
// reason: netif_rx() is for any context

@@
expression skb;
@@
-netif_rx_ni(skb)
+netif_rx(skb)
