// SPDX-License-Identifier: GPL-2.0-only
// step: class_device_create=absent
// since: 2.6.26
// reason: a device can be in a class itself
// words: class_device_create class_device_destroy

@@
expression cls, parent, number, device;
expression list name;
@@
-class_device_create(cls, parent, number, device, name)
+device_create(cls, device, number, name)

@@
expression cls, number;
@@
-class_device_destroy(cls, number)
+device_destroy(cls, number)
