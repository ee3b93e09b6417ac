// SPDX-License-Identifier: GPL-2.0-only
// step: net_device.xmit_lock=absent
// since: 2.6.18
// reason: a device has a lock for each queue, and a function that takes all of them

@@
expression device;
@@
(
-spin_lock_bh(&device->xmit_lock)
+netif_tx_lock_bh(device)
|
-spin_unlock_bh(&device->xmit_lock)
+netif_tx_unlock_bh(device)
|
-spin_lock(&device->xmit_lock)
+netif_tx_lock(device)
|
-spin_unlock(&device->xmit_lock)
+netif_tx_unlock(device)
)
