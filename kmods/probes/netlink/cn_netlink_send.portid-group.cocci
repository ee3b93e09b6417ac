// SPDX-License-Identifier: GPL-2.0-only
// step: cn_netlink_send=portid-group
// since: 3.16
// reason: a message may go to one port; 0 means the group, as before

@@
expression message, group, flags;
@@
-cn_netlink_send(message, group, flags)
+cn_netlink_send(message, 0, group, flags)
