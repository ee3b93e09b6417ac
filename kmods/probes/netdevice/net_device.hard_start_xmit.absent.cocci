// SPDX-License-Identifier: GPL-2.0-only
// step: net_device.hard_start_xmit=absent
// since: 2.6.31
// reason: a device's functions are in an operations table that devices share

@sends@
identifier f;
struct net_device *device;
expression E;
fresh identifier operations = f ## "_netdev_ops";
@@
+static struct net_device_ops operations;
+
 f(...)
 {
 	<+...
-	device->hard_start_xmit = E;
+	operations.ndo_start_xmit = E;
+	device->netdev_ops = &operations;
 	...+>
 }

@@
identifier sends.f, sends.operations;
struct net_device *device;
expression E;
@@
 f(...)
 {
 	<...
(
-	device->open = E;
+	operations.ndo_open = E;
|
-	device->stop = E;
+	operations.ndo_stop = E;
|
-	device->init = E;
+	operations.ndo_init = E;
|
-	device->uninit = E;
+	operations.ndo_uninit = E;
|
-	device->set_config = E;
+	operations.ndo_set_config = E;
|
-	device->do_ioctl = E;
+	operations.ndo_do_ioctl = E;
|
-	device->get_stats = E;
+	operations.ndo_get_stats = E;
|
-	device->change_mtu = E;
+	operations.ndo_change_mtu = E;
|
-	device->tx_timeout = E;
+	operations.ndo_tx_timeout = E;
|
-	device->set_mac_address = E;
+	operations.ndo_set_mac_address = E;
|
-	device->set_multicast_list = E;
+	operations.ndo_set_multicast_list = E;
|
-	device->poll_controller = E;
+	operations.ndo_poll_controller = E;
)
 	...>
 }
