// SPDX-License-Identifier: GPL-2.0-only
// step: net_device.last_rx=absent
// since: 4.11
// reason: nothing read it
// words: last_rx

@@
struct net_device *device;
expression E;
@@
-device->last_rx = E;
