// SPDX-License-Identifier: GPL-2.0-only
// step: BUS_ATTR=absent
// since: 5.1
// reason: BUS_ATTR_RO() and others find the functions by their names; a variable takes any

@@
declarer name BUS_ATTR;
identifier attr;
expression mode, show, store;
fresh identifier variable = "bus_attr_" ## attr;
@@
-static BUS_ATTR(attr, mode, show, store);
+static struct bus_attribute variable = __ATTR(attr, mode, show, store);

@@
declarer name BUS_ATTR;
identifier attr;
expression mode, show, store;
fresh identifier variable = "bus_attr_" ## attr;
@@
-BUS_ATTR(attr, mode, show, store);
+struct bus_attribute variable = __ATTR(attr, mode, show, store);
