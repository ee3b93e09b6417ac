// SPDX-License-Identifier: GPL-2.0-only
// step: class_device_create=parent
// since: 2.6.15
// reason: a device of a class can have a parent of its class

@@
expression cls, number, device;
constant char[] name;
expression list arguments;
@@
 class_device_create(
-	cls, number, device, name, arguments
+	cls, NULL, number, device, name, arguments
 )

@@
expression cls, number, device;
constant char[] name;
@@
 class_device_create(
-	cls, number, device, name
+	cls, NULL, number, device, name
 )
