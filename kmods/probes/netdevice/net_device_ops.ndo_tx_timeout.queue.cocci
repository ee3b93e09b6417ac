// SPDX-License-Identifier: GPL-2.0-only
// step: net_device_ops.ndo_tx_timeout=queue
// since: 5.6, commit 0290bd291cc0
// reason: the callback learns which queue hangs
// words: ndo_tx_timeout

@table@
identifier operations, f;
@@
 struct net_device_ops operations = { .ndo_tx_timeout = f, };

@@
identifier table.f, device;
@@
 void f(
-	struct net_device *device
+	struct net_device *device, unsigned int txqueue
 )
 { ... }

@@
identifier table.f;
expression device;
@@
-f(device)
+f(device, 0)

@filled@
struct net_device_ops operations;
identifier f;
@@
 operations.ndo_tx_timeout = f;

@@
identifier filled.f, device;
@@
 void f(
-	struct net_device *device
+	struct net_device *device, unsigned int txqueue
 )
 { ... }

@@
identifier filled.f;
expression device;
@@
-f(device)
+f(device, 0)
