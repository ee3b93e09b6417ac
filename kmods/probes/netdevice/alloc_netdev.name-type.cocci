// SPDX-License-Identifier: GPL-2.0-only
// step: alloc_netdev=name-type
// since: 3.17, commit c835a677331495
// reason: it says who named the device: the kernel by number, or somebody who chose the name
// words: alloc_netdev alloc_netdev_mq

@@
expression size, setup;
expression label;
@@
-alloc_netdev(size, label, setup)
+alloc_netdev(size, label, NET_NAME_UNKNOWN, setup)

@@
expression size, setup;
expression label, queues;
@@
-alloc_netdev_mq(size, label, setup, queues)
+alloc_netdev_mq(size, label, NET_NAME_UNKNOWN, setup, queues)
