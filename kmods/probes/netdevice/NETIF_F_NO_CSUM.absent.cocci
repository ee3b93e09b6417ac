// SPDX-License-Identifier: GPL-2.0-only
// step: NETIF_F_NO_CSUM=absent
// since: 3.4
// reason: a device that needs no checksum says that it makes any

@@
@@
-NETIF_F_NO_CSUM
+NETIF_F_HW_CSUM
