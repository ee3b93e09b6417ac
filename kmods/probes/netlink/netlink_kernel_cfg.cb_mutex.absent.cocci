// SPDX-License-Identifier: GPL-2.0-only
// step: netlink_kernel_cfg.cb_mutex=absent
// since: 6.11
// reason: dumps are serialized by a mutex of the socket itself
// words: cb_mutex

@@
identifier config;
@@
 struct netlink_kernel_cfg config = {
-	.cb_mutex = NULL,
 };

@@
identifier config;
expression mutex;
@@
 struct netlink_kernel_cfg config = {
+	/* nlmatrix port: dumps do not hold a mutex of the module's own from 6.11 on: take it in the dump functions */
 	.cb_mutex = mutex,
 };

@@
expression config;
@@
-config.cb_mutex = NULL;

@@
expression config;
@@
-config->cb_mutex = NULL;

@@
struct netlink_kernel_cfg config;
expression mutex;
@@
+/* nlmatrix port: dumps do not hold a mutex of the module's own from 6.11 on: take it in the dump functions */
 config.cb_mutex = mutex;
