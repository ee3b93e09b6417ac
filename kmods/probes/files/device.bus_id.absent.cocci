// SPDX-License-Identifier: GPL-2.0-only
// step: device.bus_id=absent
// since: 2.6.30
// reason: a device's name can have any length, and is accessed by functions
// words: bus_id

@@
identifier object;
expression name;
@@
 struct device object = {
-	.bus_id = name,
+	.init_name = name,
 };

@@
identifier object;
expression name;
@@
 struct platform_device object = {
 	.dev = {
-		.bus_id = name,
+		.init_name = name,
 	},
 };

@@
expression device, room;
expression list name;
@@
(
-snprintf(device->bus_id, room, name);
+dev_set_name(device, name);
|
-snprintf(device.bus_id, room, name);
+dev_set_name(&device, name);
)

@@
expression device;
expression list name;
@@
(
-sprintf(device->bus_id, name);
+dev_set_name(device, name);
|
-sprintf(device.bus_id, name);
+dev_set_name(&device, name);
)

@@
expression device, room, name;
@@
(
-strcpy(device->bus_id, name);
+dev_set_name(device, "%s", name);
|
-strcpy(device.bus_id, name);
+dev_set_name(&device, "%s", name);
|
-strncpy(device->bus_id, name, room);
+dev_set_name(device, "%s", name);
|
-strncpy(device.bus_id, name, room);
+dev_set_name(&device, "%s", name);
|
-strlcpy(device->bus_id, name, room);
+dev_set_name(device, "%s", name);
|
-strlcpy(device.bus_id, name, room);
+dev_set_name(&device, "%s", name);
)

@@
struct device *object;
@@
-object->bus_id
+dev_name(object)
