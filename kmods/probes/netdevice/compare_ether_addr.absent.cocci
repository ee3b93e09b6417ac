// SPDX-License-Identifier: GPL-2.0-only
// step: compare_ether_addr=absent
// since: 3.16
// reason: it says whether they are equal

@@
expression a, b;
@@
-!compare_ether_addr(a, b)
+ether_addr_equal(a, b)

@@
expression a, b;
@@
-compare_ether_addr(a, b)
+!ether_addr_equal(a, b)
