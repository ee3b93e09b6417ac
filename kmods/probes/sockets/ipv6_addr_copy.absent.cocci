// SPDX-License-Identifier: GPL-2.0-only
// step: ipv6_addr_copy=absent
// since: 3.3
// reason: an address is assigned like any other struct

@@
expression from, to;
@@
(
-ipv6_addr_copy(&to, &from)
+to = from
|
-ipv6_addr_copy(&to, from)
+to = *from
|
-ipv6_addr_copy(to, &from)
+	*to = from
|
-ipv6_addr_copy(to, from)
+	*to = *from
)
