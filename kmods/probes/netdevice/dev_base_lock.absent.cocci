// SPDX-License-Identifier: GPL-2.0-only
// step: dev_base_lock=absent
// since: 6.9
// reason: who only reads the list of devices is protected by RCU
// include: linux/rcupdate.h

@reads@
identifier f;
@@
 f(...)
 {
 	<+...
-	read_lock(&dev_base_lock);
+	rcu_read_lock();
 	...+>
 }

@@
identifier reads.f;
@@
 f(...)
 {
 	<...
(
-	read_unlock(&dev_base_lock);
+	rcu_read_unlock();
|
-	next_net_device(
+	next_net_device_rcu(
 	...)
)
 	...>
 }

@@
identifier reads.f;
iterator name for_each_netdev, for_each_netdev_rcu;
expression net, device;
statement S;
@@
 f(...)
 {
 	<...
-	for_each_netdev(net, device)
+	for_each_netdev_rcu(net, device)
 	S
 	...>
 }
