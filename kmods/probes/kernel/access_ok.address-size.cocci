// SPDX-License-Identifier: GPL-2.0-only
// step: access_ok=address-size
// since: 5.0
// reason: reading and writing are checked alike

@@
expression address, size;
@@
 access_ok(
-	\(VERIFY_READ\|VERIFY_WRITE\), address, size
+	address, size
 )
