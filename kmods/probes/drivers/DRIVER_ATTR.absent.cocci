// SPDX-License-Identifier: GPL-2.0-only
// step: DRIVER_ATTR=absent
// since: 4.16
// reason: DRIVER_ATTR_RO() and others find the functions by their names; a variable takes any

@@
declarer name DRIVER_ATTR;
identifier attr;
expression mode, show, store;
fresh identifier variable = "driver_attr_" ## attr;
@@
-static DRIVER_ATTR(attr, mode, show, store);
+static struct driver_attribute variable = __ATTR(attr, mode, show, store);

@@
declarer name DRIVER_ATTR;
identifier attr;
expression mode, show, store;
fresh identifier variable = "driver_attr_" ## attr;
@@
-DRIVER_ATTR(attr, mode, show, store);
+struct driver_attribute variable = __ATTR(attr, mode, show, store);
