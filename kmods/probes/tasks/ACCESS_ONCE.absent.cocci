// SPDX-License-Identifier: GPL-2.0-only
// step: ACCESS_ONCE=absent
// since: 4.16
// reason: reading and writing are distinguished

@@
expression x, value;
@@
-ACCESS_ONCE(x) = value
+WRITE_ONCE(x, value)

@@
expression x;
@@
-ACCESS_ONCE(x)
+READ_ONCE(x)
