// SPDX-License-Identifier: GPL-2.0-only
// step: class_attribute.show=const
// since: 6.4
// reason: reading and writing attributes changes neither the class nor the attribute
// words: class_attribute CLASS_ATTR_RO CLASS_ATTR_RW CLASS_ATTR_WO __ATTR __ATTR_RO __ATTR_RW

@ disable optional_qualifier@
identifier tag =~ "^class$";
identifier f, cls, attr, buf;
@@
 ssize_t f(
-	struct tag *cls, struct class_attribute *attr
+	const struct tag *cls, const struct class_attribute *attr
 , char *buf)
 { ... }

@ disable optional_qualifier@
identifier tag =~ "^class$";
identifier f, cls, attr, buf, size;
@@
 ssize_t f(
-	struct tag *cls, struct class_attribute *attr
+	const struct tag *cls, const struct class_attribute *attr
 , const char *buf, size_t size)
 { ... }
