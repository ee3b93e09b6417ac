// SPDX-License-Identifier: GPL-2.0-only
// step: class_create=name
// since: 6.4
// reason: nothing uses a class's owner

@@
expression name;
@@
 class_create(
-	THIS_MODULE, name
+	name
 )
