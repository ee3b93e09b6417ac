// SPDX-License-Identifier: GPL-2.0-only
// step: struct class_device=absent
// since: 2.6.26
// reason: a device can be in a class itself, and the functions of its files get the attribute in question
// words: class_device CLASS_DEVICE_ATTR

@shown@
declarer name CLASS_DEVICE_ATTR;
identifier file, show, store;
expression mode;
@@
 CLASS_DEVICE_ATTR(file, mode, show, store);

@@
identifier shown.show, device, text;
@@
 show(
-	struct class_device *device, char *text
+	struct class_device *device, struct device_attribute *attr, char *text
 ) { ... }

@@
identifier shown.store, device, text, count;
@@
 store(
-	struct class_device *device, const char *text, size_t count
+	struct class_device *device, struct device_attribute *attr, const char *text, size_t count
 ) { ... }

@renamed@
declarer name DEVICE_ATTR;
identifier shown.file, shown.show, shown.store;
expression shown.mode;
fresh identifier old = "class_device_attr_" ## file;
fresh identifier new = "dev_attr_" ## file;
@@
-CLASS_DEVICE_ATTR(file, mode, show, store);
+DEVICE_ATTR(file, mode, show, store);
+extern int old, new;

// Those two are only for this: the names are put together by a rule that uses them.
@@
identifier renamed.old;
@@
-extern int old;

@@
identifier renamed.new;
@@
-extern int new;

@@
identifier renamed.old, renamed.new;
@@
-old
+new

@@
expression device, room;
expression list name;
@@
-snprintf(device.class_id, room, name);
+dev_set_name(&device, name);

@@
expression device;
expression list name;
@@
-sprintf(device.class_id, name);
+dev_set_name(&device, name);

@@
expression device, room, name;
@@
(
-strncpy(device.class_id, name, room);
+dev_set_name(&device, "%s", name);
|
-strlcpy(device.class_id, name, room);
+dev_set_name(&device, "%s", name);
|
-strcpy(device.class_id, name);
+dev_set_name(&device, "%s", name);
)

@@
struct class_device *device;
@@
-device->class_id
+dev_name(device)

@@
struct class_device device;
expression above;
@@
-device.dev = above
+device.parent = above

@@
struct class_device device;
expression data;
@@
-device.class_data = data
+device.driver_data = data

@@
expression device;
@@
-class_get_devdata(device)
+dev_get_drvdata(device)

@@
expression device, data;
@@
-class_set_devdata(device, data)
+dev_set_drvdata(device, data)

@@
expression list arguments;
@@
-class_device_register(arguments)
+device_register(arguments)

@@
expression list arguments;
@@
-class_device_unregister(arguments)
+device_unregister(arguments)

@@
expression list arguments;
@@
-class_device_get(arguments)
+get_device(arguments)

@@
expression list arguments;
@@
-class_device_put(arguments)
+put_device(arguments)

@@
expression list arguments;
@@
-class_device_add(arguments)
+device_add(arguments)

@@
expression list arguments;
@@
-class_device_del(arguments)
+device_del(arguments)

@@
expression list arguments;
@@
-class_device_initialize(arguments)
+device_initialize(arguments)

@@
expression list arguments;
@@
-class_device_create_file(arguments)
+device_create_file(arguments)

@@
expression list arguments;
@@
-class_device_remove_file(arguments)
+device_remove_file(arguments)

@@
@@
-struct class_device
+struct device
