// SPDX-License-Identifier: GPL-2.0-only
// step: net_device.trans_start=absent
// since: 4.7
// reason: each queue has its own
// words: trans_start

@@
struct net_device *device;
@@
-device->trans_start = jiffies;
+netif_trans_update(device);
