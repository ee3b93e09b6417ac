// SPDX-License-Identifier: GPL-2.0-only
// step: CLASS_ATTR=absent
// since: 4.13
// reason: CLASS_ATTR_RO() and others find the functions by their names; a variable takes any

@@
declarer name CLASS_ATTR;
identifier attr;
expression mode, show, store;
fresh identifier variable = "class_attr_" ## attr;
@@
-static CLASS_ATTR(attr, mode, show, store);
+static struct class_attribute variable = __ATTR(attr, mode, show, store);

@@
declarer name CLASS_ATTR;
identifier attr;
expression mode, show, store;
fresh identifier variable = "class_attr_" ## attr;
@@
-CLASS_ATTR(attr, mode, show, store);
+struct class_attribute variable = __ATTR(attr, mode, show, store);
