// SPDX-License-Identifier: GPL-2.0-only
// step: net_device.dev_addr=const
// since: 5.17, commit adeef3e32146
// reason: a device's addresses are kept in a tree, and may only be changed by functions that update it
// include: linux/etherdevice.h
// words: dev_addr

@@
struct net_device *device;
expression from;
@@
(
-memcpy(device->dev_addr, from, ETH_ALEN)
+eth_hw_addr_set(device, from)
|
-memcpy(device->dev_addr, from, 6)
+eth_hw_addr_set(device, from)
|
-ether_addr_copy(device->dev_addr, from)
+eth_hw_addr_set(device, from)
)

@@
expression from, device, size;
@@
-memcpy(device->dev_addr, from, size)
+__dev_addr_set(device, from, size)

@@
expression device;
@@
(
-eth_random_addr(device->dev_addr)
+eth_hw_addr_random(device)
|
-random_ether_addr(device->dev_addr)
+eth_hw_addr_random(device)
)

@@
expression device;
expression at, value;
@@
-device->dev_addr[at] = value;
+{
+	u8 octet = value;
+
+	dev_addr_mod(device, at, &octet, 1);
+}

@@
struct net_device *device;
expression at;
@@
(
-device->dev_addr[at]++;
+{
+	u8 octet = device->dev_addr[at] + 1;
+
+	dev_addr_mod(device, at, &octet, 1);
+}
|
- ++device->dev_addr[at];
+{
+	u8 octet = device->dev_addr[at] + 1;
+
+	dev_addr_mod(device, at, &octet, 1);
+}
)

@@
struct net_device *device;
expression at, value;
@@
(
-device->dev_addr[at] += value;
+{
+	u8 octet = device->dev_addr[at] + (value);
+
+	dev_addr_mod(device, at, &octet, 1);
+}
|
-device->dev_addr[at] ^= value;
+{
+	u8 octet = device->dev_addr[at] ^ (value);
+
+	dev_addr_mod(device, at, &octet, 1);
+}
|
-device->dev_addr[at] |= value;
+{
+	u8 octet = device->dev_addr[at] | (value);
+
+	dev_addr_mod(device, at, &octet, 1);
+}
|
-device->dev_addr[at] &= value;
+{
+	u8 octet = device->dev_addr[at] & (value);
+
+	dev_addr_mod(device, at, &octet, 1);
+}
)
