// SPDX-License-Identifier: GPL-2.0-only
// step: class.release=absent
// since: 2.6.26
// reason: a class releases devices, by dev_release
// words: release

@@
identifier tag =~ "^class$";
identifier name, callback;
@@
 struct tag name = {
-	.release = callback,
+	.dev_release = callback,
 };
