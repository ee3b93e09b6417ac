// SPDX-License-Identifier: GPL-2.0-only
// step: idr_remove_all=absent
// since: 3.16
// reason: idr_destroy() does that as well

@@
expression idr;
@@
-idr_remove_all(idr);
 ... when != idr_alloc(idr, ...)
 idr_destroy(idr);

@@
expression idr;
@@
-idr_remove_all(idr)
+idr_destroy(idr)
