// SPDX-License-Identifier: GPL-2.0-only
// step: net_device.poll=absent
// since: 2.6.24, commit bea3348eef27
// reason: what is polled is a napi_struct of the device's own, which is there once the device is open
// words: poll
// has: net_device

@polls@
identifier fn, f;
struct net_device *device;
expression E;
@@
 fn(...)
 {
 	<+...
 	device->poll = f;
 	...
 	device->weight = E;
 	...+>
 }

@private@
identifier polls.f, device, budget, tag, priv;
@@
 f(struct net_device *device, int *budget)
 {
 	<+...
 	struct tag *priv = netdev_priv(device);
 	...+>
 }

@@
identifier private.tag;
@@
 struct tag {
 	...
+	struct napi_struct napi;
 };

// Who polls.
@@
identifier polls.f, private.device, private.budget;
expression E;
@@
 f(struct net_device *device, int *budget)
 {
 	<...
(
-	*budget -= E;
|
-	device->quota -= E;
)
 	...>
 }

@@
identifier polls.f, private.device, private.budget;
@@
 f(struct net_device *device, int *budget)
 {
 	<...
(
-	min(device->quota, *budget)
+	budget
|
-	min(*budget, device->quota)
+	budget
|
-	device->quota
+	budget
|
-	*budget
+	budget
)
 	...>
 }

@depends on private@
identifier polls.f;
@@
 f(...)
 {
 	<...
(
-	netif_rx_complete(...)
+	napi_complete(napi)
|
-	__netif_rx_complete(...)
+	__napi_complete(napi)
)
 	...>
 }

@@
identifier polls.f, private.budget;
expression E;
@@
 f(...)
 {
 	<...
(
 	return 0;
|
-	return 1;
+	return budget;
|
-	return E;
+	return E ? budget : 0;
)
 	...>
 }

@@
identifier polls.f, private.device, private.budget;
@@
-f(struct net_device *device, int *budget)
+f(struct napi_struct *napi, int budget)
 {
+	struct net_device *device = napi->dev;
 	...
 }

@depends on private@
identifier polls.f;
@@
-f(struct net_device *, int *)
+f(struct napi_struct *, int)
 ;

// Who asks for it.
@@
identifier private.tag;
struct net_device *device;
@@
(
-netif_rx_schedule_prep(device)
+napi_schedule_prep(&((struct tag *)netdev_priv(device))->napi)
|
-__netif_rx_schedule(device)
+__napi_schedule(&((struct tag *)netdev_priv(device))->napi)
|
-netif_rx_schedule(device)
+napi_schedule(&((struct tag *)netdev_priv(device))->napi)
|
-netif_rx_complete(device)
+napi_complete(&((struct tag *)netdev_priv(device))->napi)
)

// Who sets it up: the area is zero when it is made, and would lose it otherwise.
@@
identifier polls.fn, private.tag;
@@
 fn(...)
 {
 	<...
-	memset(netdev_priv(...), 0, sizeof(struct tag));
 	...>
 }

@@
identifier polls.fn, private.tag;
struct tag *priv;
struct net_device *device;
@@
 fn(...)
 {
 	...
 	priv = netdev_priv(device);
 	...
-	memset(priv, 0, \(sizeof(struct tag)\|sizeof(*priv)\));
 	...
 }

@@
identifier polls.fn, private.tag, polls.f;
struct net_device *device;
expression E;
@@
 fn(...)
 {
 	<...
-	device->poll = f;
 	...
-	device->weight = E;
+	netif_napi_add(device, &((struct tag *)netdev_priv(device))->napi, f, E);
 	...>
 }

@opened@
identifier polls.fn, opens, closes;
struct net_device *device;
@@
 fn(...)
 {
 	<...
 	device->open = opens;
 	...
 	device->stop = closes;
 	...>
 }

@@
identifier opened.opens, private.tag, device;
@@
 opens(struct net_device *device)
 {
 	<...
+	if (((struct tag *)netdev_priv(device))->napi.poll)
+		napi_enable(&((struct tag *)netdev_priv(device))->napi);
 	netif_start_queue(device);
 	...>
 }

@@
identifier opened.closes, private.tag, device;
@@
 closes(struct net_device *device)
 {
 	<...
 	netif_stop_queue(device);
+	if (((struct tag *)netdev_priv(device))->napi.poll)
+		napi_disable(&((struct tag *)netdev_priv(device))->napi);
 	...>
 }
