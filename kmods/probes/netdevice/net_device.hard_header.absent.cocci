// SPDX-License-Identifier: GPL-2.0-only
// step: net_device.hard_header=absent
// since: 2.6.24
// reason: how headers are made stands in operations that devices share, and addresses are const
// words: hard_header rebuild_header hard_header_cache

@makes@
identifier fn, f;
struct net_device *device;
fresh identifier operations = fn ## "_header_ops";
@@
+static struct header_ops operations;
+
 fn(...)
 {
 	<+...
-	device->hard_header = f;
+	operations.create = f;
+	device->header_ops = &operations;
 	...+>
 }

// An Ethernet device's others stay.
@@
identifier makes.fn, makes.operations;
struct net_device *device;
@@
 fn(...)
 {
 	...
 	ether_setup(device);
+	operations = *device->header_ops;
 	...
 }

@@
identifier makes.fn, makes.operations;
struct net_device *device;
expression E;
@@
 fn(...)
 {
 	<...
(
-	device->rebuild_header = E;
+	operations.rebuild = E;
|
-	device->hard_header_cache = E;
+	operations.cache = E;
|
-	device->header_cache_update = E;
+	operations.cache_update = E;
)
 	...>
 }

@@
identifier makes.f, skb, device, kind, daddr, saddr, length;
type T, L;
@@
 f(struct sk_buff *skb, struct net_device *device, T kind,
-	void *daddr, void *saddr,
+	const void *daddr, const void *saddr,
 	L length)
 { ... }

@@
identifier makes.f, skb, device, kind, daddr, saddr, length;
type T, L;
@@
 int f(struct sk_buff *skb, struct net_device *device, T kind,
-	void *daddr, void *saddr,
+	const void *daddr, const void *saddr,
 	L length);
