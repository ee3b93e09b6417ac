// SPDX-License-Identifier: GPL-2.0-only
// step: netlink_kernel_create=net-unit-cfg
// since: 3.7
// reason: the module is the caller: a macro adds THIS_MODULE

@@
expression net, unit, cfg;
@@
 netlink_kernel_create(
-	net, unit, THIS_MODULE, cfg
+	net, unit, cfg
 	)
