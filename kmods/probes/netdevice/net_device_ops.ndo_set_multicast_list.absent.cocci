// SPDX-License-Identifier: GPL-2.0-only
// step: net_device_ops.ndo_set_multicast_list=absent
// since: 3.4
// reason: all that filters what comes in is set by one callback
// words: ndo_set_multicast_list

@@
identifier table, f;
@@
 struct net_device_ops table = {
-	.ndo_set_multicast_list = f,
+	.ndo_set_rx_mode = f,
 };

@@
struct net_device_ops operations;
expression E;
@@
-operations.ndo_set_multicast_list = E;
+operations.ndo_set_rx_mode = E;
