// SPDX-License-Identifier: GPL-2.0-only
// step: netlink_kernel_create=unit-groups-mutex
// since: 2.6.22, commit af65bdfce98
// reason: the protocol may have a mutex of its own for dumps; NULL uses the kernel's

@@
expression unit, groups, input;
@@
 netlink_kernel_create(
-	unit, groups, input, THIS_MODULE
+	unit, groups, input, NULL, THIS_MODULE
 )
