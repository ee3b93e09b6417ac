// SPDX-License-Identifier: GPL-2.0-only
// step: netlink_kernel_create=unit-groups
// since: 2.6.14, commit 066286071d3
// reason: the protocol declares how many groups it has (0: 32, as before), and pins the module

@@
expression unit, input;
@@
 netlink_kernel_create(
-	unit, input
+	unit, 0, input, THIS_MODULE
 )
