// SPDX-License-Identifier: GPL-2.0-only
// step: device_create=drvdata
// since: 2.6.27
// reason: the driver's data is set before udev learns about the device

@@
expression cls, parent, number, name;
@@
 device_create(
-	cls, parent, number, name
+	cls, parent, number, NULL, name
 )

@@
expression cls, parent, number;
constant char[] name;
expression list arguments;
@@
 device_create(
-	cls, parent, number, name, arguments
+	cls, parent, number, NULL, name, arguments
 )
