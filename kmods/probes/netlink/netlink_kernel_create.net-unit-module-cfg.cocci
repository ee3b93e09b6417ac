// SPDX-License-Identifier: GPL-2.0-only
// step: netlink_kernel_create=net-unit-module-cfg
// since: 3.6
// reason: groups, callback and mutex are members of a struct netlink_kernel_cfg, which is copied

@@
expression net, unit;
constant number;
identifier f, callback;
fresh identifier config = callback ## "_cfg";
@@
 f(...)
 {
++	struct netlink_kernel_cfg config = { .groups = number, .input = callback };
 	<+...
 	netlink_kernel_create(
-	net, unit, number, callback, NULL, THIS_MODULE
+	net, unit, THIS_MODULE, &config
 	)
 	...+>
 }

@@
expression net, unit, number, callback;
@@
 netlink_kernel_create(
-	net, unit, number, callback, NULL, THIS_MODULE
+	net, unit, THIS_MODULE, &(struct netlink_kernel_cfg){ .groups = number, .input = callback }
 	)

@@
expression net, unit, number, callback, mutex;
@@
 netlink_kernel_create(
-	net, unit, number, callback, mutex, THIS_MODULE
+	net, unit, THIS_MODULE, &(struct netlink_kernel_cfg){ .groups = number, .input = callback, .cb_mutex = mutex }
 	)
