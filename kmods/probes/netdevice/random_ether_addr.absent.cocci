// SPDX-License-Identifier: GPL-2.0-only
// step: random_ether_addr=absent
// since: 5.17
// reason: it is named like its siblings

@@
expression address;
@@
-random_ether_addr(address)
+eth_random_addr(address)
